// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

#include <utility>

namespace layerdeck {

/// Draws cells by the roles of models/roles.h. Rows are 28 px, 24 in a dense view, and 56 where a cell of the
/// row has a second line or a strip. The selected row has its ground and a 3 px edge, ink with the focus,
/// control without.
class TableDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    /// The first column keeps this distance from the edge of the view.
    void setLeadingMargin(int margin) { m_leadingMargin = margin; }
    /// Where the text of the first column begins in rows without a check box; 0 takes the leading margin.
    void setTextStart(int start) { m_textStart = start; }
    /// Height of two-line rows; 0 takes the 56 px of a service row.
    void setTallHeight(int height) { m_tallHeight = height; }
    /// The second line of the first column goes on below the columns beside it; theirs are not shown then.
    void setSecondLineAcross(bool across) { m_secondLineAcross = across; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

protected:
    /// Ground, selection edge and the line below two-line rows.
    void paintGround(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    /// Content of a cell inside `rect`.
    void paintCell(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                   QRect rect) const;
    /// The room of the cell's content.
    QRect contentRect(const QStyleOptionViewItem &option, const QModelIndex &index) const;
    /// The two lines of a cell with the room `rect`, the second with what stands before its text.
    static std::pair<QRect, QRect> linesOf(const QRect &rect, const QModelIndex &index);
    void paintSecondLine(QPainter *painter, QRect rect, const QModelIndex &index) const;

private:
    bool isTall(const QModelIndex &index) const;

    int m_leadingMargin = 16;
    int m_textStart = 0;
    int m_tallHeight = 0;
    bool m_secondLineAcross = false;
};

/// A cell of code: fixed font, and the first word in weight 600 where it is an instruction of a Dockerfile.
void paintCode(QPainter *painter, const QRect &rect, const QString &text, const QColor &color);
bool isInstruction(QStringView word);

} // namespace layerdeck
