// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/tabledelegate.h"

#include "models/roles.h"
#include "widgets/parts/badge.h"
#include "widgets/parts/stepstrip.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/plaintips.h"
#include "widgets/theme/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int cellPadding = 8;
constexpr int lineGap = 6;
constexpr int indentStep = 16;

Tone toneOf(const QModelIndex &index) { return Tone(index.data(ToneRole).toInt()); }

bool isEnabled(const QStyleOptionViewItem &option) { return option.state & QStyle::State_Enabled; }

Qt::TextElideMode elideOf(const QModelIndex &index)
{
    return index.data(ReferenceRole).toBool() ? Qt::ElideMiddle : Qt::ElideRight;
}

QFont fontOf(const QModelIndex &index)
{
    const int weight = index.data(EmphasisRole).toBool() ? QFont::DemiBold : 0;
    if (index.data(CodeRole).toBool())
        return typeFont(TypeRole::Code, weight);
    if (index.data(NumberRole).toBool())
        return numberFont(weight);
    return typeFont(TypeRole::Body, weight);
}

QList<TagSpec> tagsOf(const QModelIndex &index)
{
    const QStringList names = index.data(TagsRole).toStringList();
    const QStringList tagIcons = index.data(TagIconsRole).toStringList();
    const QVariantList tones = index.data(TagTonesRole).toList();
    const QVariantList dashed = index.data(TagDashedRole).toList();
    QList<TagSpec> tags;
    for (int i = 0; i < names.size(); ++i)
        tags << TagSpec{tagIcons.value(i), names[i], Tone(tones.value(i, int(Tone::Muted)).toInt()),
                        dashed.value(i, false).toBool()};
    return tags;
}

/// Draws tags at the right end and returns what is left for the text. Tags that do not fit are counted in a
/// last one.
QRect paintTags(QPainter *painter, QRect rect, const QList<TagSpec> &tags, int textWidth)
{
    // Names of images matter more than the end of an instruction.
    const int limit = qMax(rect.width() * 2 / 3, rect.width() - textWidth - cellPadding);
    int used = 0;
    QList<TagSpec> shown;
    for (const TagSpec &tag : tags) {
        const int width = tagSize(tag).width() + metrics::iconGap;
        if (!shown.isEmpty() && used + width > limit)
            break;
        used += width;
        shown << tag;
    }
    if (shown.size() < tags.size())
        shown << TagSpec{{}, u"+%1"_s.arg(tags.size() - shown.size()), Tone::Muted, false};
    for (qsizetype i = shown.size() - 1; i >= 0; --i) {
        const int width = qMin(tagSize(shown[i]).width(), limit);
        paintTag(painter, QRect(rect.right() + 1 - width, rect.top(), width, rect.height()), shown[i]);
        rect.setRight(rect.right() - width - metrics::iconGap);
    }
    return rect.adjusted(0, 0, -metrics::iconGap, 0);
}

} // namespace

bool isInstruction(QStringView word)
{
    static constexpr QStringView words[] = {u"FROM",  u"RUN",     u"COPY",      u"ADD",        u"WORKDIR",
                                            u"ARG",   u"ENV",     u"CMD",       u"ENTRYPOINT", u"EXPOSE",
                                            u"LABEL", u"USER",    u"VOLUME",    u"STOPSIGNAL", u"HEALTHCHECK",
                                            u"SHELL", u"ONBUILD", u"MAINTAINER"};
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

void paintCode(QPainter *painter, const QRect &rect, const QString &text, const QColor &color)
{
    const qsizetype space = text.indexOf(u' ');
    const QString word = text.left(space < 0 ? text.size() : space);
    if (!isInstruction(word)) {
        paint::text(painter, rect, text, typeFont(TypeRole::Code), color);
        return;
    }
    const QFont strong = typeFont(TypeRole::Code, QFont::DemiBold);
    paint::text(painter, rect, word, strong, color);
    const int used = paint::width(word + u' ', strong);
    if (space >= 0)
        paint::text(painter, rect.adjusted(used, 0, 0, 0), text.mid(space + 1), typeFont(TypeRole::Code),
                    color);
}

bool TableDelegate::isTall(const QModelIndex &index) const
{
    const int columns = index.model()->columnCount(index.parent());
    for (int column = 0; column < columns; ++column) {
        const QModelIndex cell = index.siblingAtColumn(column);
        if (!cell.data(SecondLineRole).toString().isEmpty() || cell.data(StripRole).isValid())
            return true;
    }
    return false;
}

QSize TableDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (isTall(index))
        return {64, m_tallHeight > 0 ? m_tallHeight : metrics::height(metrics::Height::ServiceRow)};
    const bool dense = option.widget && option.widget->property("dense").toBool();
    return {64, metrics::height(dense ? metrics::Height::DenseRow : metrics::Height::Row)};
}

void TableDelegate::paintGround(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const bool selected = option.state & QStyle::State_Selected;
    if (selected)
        painter->fillRect(option.rect, theme.color(Token::Selected));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, theme.color(Token::Hover));
    if (!selected && index.data(GroupHeadRole).toBool()) {
        painter->fillRect(option.rect, theme.color(Token::Sunken));
        paint::bottomLine(painter, option.rect, theme.color(Token::Line));
    }
    if (index.data(GroupStartRole).toBool())
        paint::topLine(painter, option.rect, theme.color(Token::Line));
    if (isTall(index))
        paint::bottomLine(painter, option.rect, theme.color(Token::Line));
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (selected && view && index.column() == 0) {
        const bool focus = view->hasFocus();
        painter->fillRect(QRect(0, option.rect.top(), metrics::edge, option.rect.height()),
                          theme.color(focus ? Token::Ink : Token::Control));
    }
}

QRect TableDelegate::contentRect(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int last = index.model()->columnCount(index.parent()) - 1;
    return option.rect.adjusted(index.column() == 0 ? m_leadingMargin : cellPadding, 0,
                                -(index.column() == last ? metrics::pageMargin : cellPadding), 0);
}

void TableDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    painter->save();
    paintGround(painter, option, index);
    paintCell(painter, option, index, contentRect(option, index));
    // Each cell paints its own part of it: a view may paint any of them alone.
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const QModelIndex head = index.siblingAtColumn(0);
    if (m_secondLineAcross && view && !head.data(SecondLineRole).toString().isEmpty()) {
        const QModelIndex last = index.siblingAtColumn(index.model()->columnCount(index.parent()) - 1);
        const QRect row = (view->visualRect(head) | view->visualRect(last)).adjusted(m_leadingMargin, 0, -metrics::pageMargin, 0);
        painter->setClipRect(option.rect, Qt::IntersectClip);
        paintSecondLine(painter, linesOf(row.adjusted(head.data(IndentRole).toInt() * indentStep, 0, 0, 0), head).second, head);
    }
    painter->restore();
}

std::pair<QRect, QRect> TableDelegate::linesOf(const QRect &rect, const QModelIndex &index)
{
    // As high as a badge with or without one, so that the lines of a row stand on one level; the two are centred as one block.
    const int upper = qMax(QFontMetrics(fontOf(index)).height(), metrics::height(metrics::Height::Badge));
    const int lower = QFontMetrics(typeFont(TypeRole::Small)).height();
    const int top = rect.top() + (rect.height() - upper - lower - lineGap + 2) / 2 - 1;
    return {QRect(rect.left(), top, rect.width(), upper), QRect(rect.left(), top + upper + lineGap - 2, rect.width(), lower)};
}

void TableDelegate::paintSecondLine(QPainter *painter, QRect rect, const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const QList<int> strip = index.data(StripRole).value<QList<int>>();
    if (!strip.isEmpty()) {
        paintStepStrip(painter, rect, strip);
        rect.setLeft(rect.left() + stepStripSize(strip).width() + 12);
    }
    const QString statIcon = index.data(StatIconRole).toString();
    if (!statIcon.isEmpty()) {
        const QRect slot(rect.left(), rect.top(), metrics::smallIcon, rect.height());
        icons::paint(painter, paint::centred(slot, metrics::smallIcon), statIcon, theme.color(Token::Text2));
        rect.setLeft(rect.left() + metrics::smallIcon + metrics::iconGap);
    }
    const Qt::Alignment align = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
    paint::text(painter, rect, index.data(SecondLineRole).toString(), typeFont(TypeRole::Small), theme.color(Token::Text2), align, elideOf(index));
}

void TableDelegate::paintCell(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                              QRect rect) const
{
    const Theme &theme = Theme::current();
    const Token ink = isEnabled(option) ? toneText(toneOf(index)) : Token::Disabled;
    const QVariant check = index.data(Qt::CheckStateRole);
    if (check.isValid()) {
        QStyleOptionViewItem box = option;
        box.rect =
            paint::centred(QRect(rect.left(), rect.top(), metrics::icon, rect.height()), metrics::icon);
        box.state &= ~(QStyle::State_On | QStyle::State_NoChange | QStyle::State_MouseOver);
        if (check.toInt() == Qt::Checked)
            box.state |= QStyle::State_On;
        else if (check.toInt() == Qt::PartiallyChecked)
            box.state |= QStyle::State_NoChange;
        option.widget->style()->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &box, painter,
                                              option.widget);
        rect.setLeft(rect.left() + metrics::icon + metrics::columnGap);
    } else if (index.column() == 0 && m_textStart > 0) {
        rect.setLeft(option.rect.left() + m_textStart);
    }

    if (const int indent = index.data(IndentRole).toInt(); indent > 0)
        rect.setLeft(rect.left() + indent * indentStep);

    const QString second = index.data(SecondLineRole).toString();
    const bool isBesideLines = m_secondLineAcross && index.column() > 0 && !index.siblingAtColumn(0).data(SecondLineRole).toString().isEmpty();
    QRect first = isBesideLines ? linesOf(rect, index).first : rect;
    if (!second.isEmpty() || !index.data(StripRole).value<QList<int>>().isEmpty()) {
        const auto [upper, lower] = linesOf(rect, index);
        first = upper;
        if (!m_secondLineAcross)
            paintSecondLine(painter, lower, index);
    }

    const QString badge = index.data(BadgeRole).toString();
    if (!badge.isEmpty()) {
        paintBadge(painter, first, {index.data(IconRole).toString(), badge, toneOf(index)});
        return;
    }
    const QString icon = index.data(IconRole).toString();
    if (!icon.isEmpty()) {
        constexpr int side = 14;
        const QRect slot(first.left(), first.top(), side, first.height());
        const QVariant iconTone = index.data(IconToneRole);
        const Token iconInk = iconTone.isValid() && isEnabled(option) ? toneText(Tone(iconTone.toInt())) : ink;
        icons::paint(painter, paint::centred(slot, side), icon, theme.color(iconInk),
                     icon == u"running" ? theme.turn() : 0);
        first.setLeft(first.left() + side + (index.data(CodeRole).toBool() ? 8 : metrics::iconGap));
    }
    const QString text = index.data(Qt::DisplayRole).toString();
    const QFont font = fontOf(index);
    const QList<TagSpec> tags = tagsOf(index);
    if (!tags.isEmpty())
        first = paintTags(painter, first, tags, paint::width(text, font));
    if (index.data(CodeRole).toBool() && !index.data(EmphasisRole).toBool() && !index.data(ReferenceRole).toBool()) {
        paintCode(painter, first, text,
                  theme.color(icon.isEmpty()        ? ink
                              : ink == Token::Text2 ? ink
                                                    : Token::Text));
        return;
    }
    const bool number = index.data(NumberRole).toBool();
    const QVariant alignment = index.data(Qt::TextAlignmentRole);
    const Qt::Alignment align = alignment.isValid() ? Qt::Alignment(alignment.toInt())
                                : number            ? Qt::Alignment(Qt::AlignRight)
                                                    : Qt::Alignment(Qt::AlignLeft);
    if (number)
        paint::number(painter, first, text, font, theme.color(ink));
    else
        paint::text(painter, first, text, font, theme.color(ink), align,
                    second.isEmpty() ? elideOf(index) : Qt::ElideRight);
}

bool TableDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                              const QModelIndex &index)
{
    if (!event || event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString given = index.data(Qt::ToolTipRole).toString();
    // A tip that only repeats the cell is shown where the cell is cut.
    if (!given.isEmpty() && given != index.data(Qt::DisplayRole).toString()) {
        showPlainTip(event->globalPos(), given, view);
        return true;
    }
    QStringList cut;
    const int room = contentRect(option, index).width();
    const QString text = index.data(Qt::DisplayRole).toString();
    const QString second = index.data(SecondLineRole).toString();
    const QStringList tags = index.data(TagsRole).toStringList();
    int tagWidth = 0;
    for (const TagSpec &tag : tagsOf(index))
        tagWidth += tagSize(tag).width() + metrics::iconGap;
    if (paint::width(text, fontOf(index)) + tagWidth + (index.data(IconRole).isValid() ? 20 : 0) > room)
        cut << text << tags;
    if (paint::width(second, typeFont(TypeRole::Small)) > room)
        cut << second;
    showPlainTip(event->globalPos(), cut.join(u'\n'), view);
    return true;
}

bool TableDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                                const QModelIndex &index)
{
    const QVariant check = index.data(Qt::CheckStateRole);
    if (!check.isValid() || !(index.flags() & Qt::ItemIsUserCheckable))
        return false;
    if (event->type() == QEvent::MouseButtonRelease) {
        const QRect rect = contentRect(option, index);
        const QRect box(rect.left() - 4, option.rect.top(), metrics::icon + 8, option.rect.height());
        if (!box.contains(static_cast<QMouseEvent *>(event)->position().toPoint()))
            return false;
    } else if (event->type() != QEvent::KeyPress || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Space) {
        return false;
    }
    return model->setData(index, check.toInt() == Qt::Checked ? Qt::Unchecked : Qt::Checked,
                          Qt::CheckStateRole);
}

} // namespace layerdeck
