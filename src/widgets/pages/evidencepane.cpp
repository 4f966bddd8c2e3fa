// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/evidencepane.h"

#include "widgets/parts/iconlabel.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QResizeEvent>
#include <QTextDocument>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int mostHeight = 360;

/// An entry, with a line below.
class Row final : public QWidget
{
protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paint::bottomLine(&painter, rect(), Theme::current().color(Token::Line));
    }
};

QString iconOf(const Evidence &item)
{
    if (!item.holds)
        return u"warning"_s;
    switch (item.kind) {
    case Evidence::Kind::Sources: return u"bypass"_s;
    case Evidence::Kind::Kept:
    case Evidence::Kind::Mounts: return u"pin"_s;
    case Evidence::Kind::Containers: return u"container"_s;
    default: return u"ok"_s;
    }
}

QString detailsText(const Evidence &item)
{
    switch (item.kind) {
    case Evidence::Kind::Records:
    case Evidence::Kind::Images: return EvidencePane::tr("Show ids");
    case Evidence::Kind::Steps: return EvidencePane::tr("Show steps");
    case Evidence::Kind::Sources: return EvidencePane::tr("Show sources");
    case Evidence::Kind::Mounts: return EvidencePane::tr("Show mounts");
    case Evidence::Kind::Kept: return EvidencePane::tr("Show what was kept");
    case Evidence::Kind::Containers: return EvidencePane::tr("Show containers");
    }
    return {};
}

} // namespace

EvidencePane::EvidencePane(QWidget *parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setAccessibleName(tr("Evidence"));
}

void EvidencePane::setEvidence(const QList<Evidence> &evidence)
{
    auto *content = new QWidget;
    content->setProperty("ground", u"base"_s);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (const Evidence &item : evidence) {
        auto *row = new Row;
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins(metrics::pageMargin, 8, metrics::pageMargin, 8);
        line->setSpacing(12);
        auto *icon = new IconLabel;
        icon->setContent(iconOf(item), {}, !item.holds ? Tone::Warn : item.isOfWhatWasKept() ? Tone::Muted : Tone::Hit);
        icon->setAccessibleName(item.holds ? tr("holds") : tr("does not hold"));
        auto *words = new QVBoxLayout;
        words->setSpacing(2);
        auto *title = new QLabel(item.title);
        title->setProperty("type", u"name"_s);
        title->setWordWrap(true);
        words->addWidget(title);
        if (!item.about.isEmpty()) {
            auto *about = new QLabel(item.about);
            about->setProperty("ink", u"text2"_s);
            about->setWordWrap(true);
            about->setTextInteractionFlags(Qt::TextSelectableByMouse);
            words->addWidget(about);
        }
        line->addWidget(icon, 0, Qt::AlignTop);
        line->addLayout(words, 1);
        if (!item.details.isEmpty()) {
            auto *show = new QPushButton(detailsText(item));
            show->setProperty("variant", u"flat"_s);
            connect(show, &QPushButton::clicked, this, [this, item] { showDetails(item); });
            line->addWidget(show, 0, Qt::AlignTop);
        }
        column->addWidget(row);
    }
    column->addStretch();
    setWidget(content);
    // In the order of Tab where the pane stands, and not behind all that was there before.
    QWidget *last = this;
    for (QPushButton *show : content->findChildren<QPushButton *>()) {
        setTabOrder(last, show);
        last = show;
    }
    updateGeometry();
}

QSize EvidencePane::sizeHint() const
{
    if (!widget())
        return {};
    const int width = std::max(400, this->width());
    const int height = widget()->hasHeightForWidth() ? widget()->heightForWidth(width) : widget()->sizeHint().height();
    return {width, std::min(mostHeight, height)};
}

/// How high the words stand hangs on how wide they may be.
void EvidencePane::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        updateGeometry();
}

void EvidencePane::showDetails(const Evidence &item)
{
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Goes, window());
    dialog->setObjectName(u"evidenceDialog"_s);
    dialog->setTitle(tr("Evidence"), item.title);
    dialog->setSum(item.title, item.about);
    auto *text = new QPlainTextEdit(item.details.join(u'\n'));
    text->setReadOnly(true);
    text->setFont(typeFont(TypeRole::Code));
    text->document()->setDocumentMargin(metrics::pageMargin);
    text->setFrameShape(QFrame::NoFrame);
    text->setAccessibleName(tr("Details"));
    dialog->consequences()->addWidget(text);
    QPushButton *copy = toolButton(u"evidenceCopy"_s, tr("Copy"), u"copy"_s);
    connect(copy, &QPushButton::clicked, dialog, [all = item.details.join(u'\n')] { QApplication::clipboard()->setText(all); });
    dialog->tools()->addWidget(copy);
    dialog->cancelButton()->hide();
    dialog->setActText(tr("Close"), {});
    dialog->open();
}

} // namespace layerdeck
