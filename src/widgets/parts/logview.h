// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/parts/logdocument.h"

#include <QAbstractScrollArea>
#include <QBasicTimer>

namespace layerdeck {

namespace logview {
inline constexpr int gutterPadding = 12;
inline constexpr int topMargin = 4;
inline constexpr int rightMargin = 12;
} // namespace logview

/// A log of any length. Only visible lines are painted; appending takes constant time. It follows the end
/// until the person scrolls up, and again after setFollowing(true).
class LogView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    enum class Stamps { Seconds, LineNumbers, None };

    explicit LogView(QWidget *parent = nullptr);

    /// While one lives, lines that are appended change neither scroll bars nor picture: that is done once, when it goes.
    class Batch
    {
    public:
        explicit Batch(LogView *view);
        ~Batch();
        Batch(const Batch &) = delete;
        Batch &operator=(const Batch &) = delete;

    private:
        LogView *m_view;
    };

    const LogDocument &document() const { return m_document; }
    void append(QByteArrayView utf8, qint64 stampMs, bool error = false);
    void clear();
    void setStamps(Stamps stamps);
    /// What is said while there is no line.
    void setPlaceholder(const QString &text);

    bool isFollowing() const { return m_following; }
    void setFollowing(bool following);
    bool isWrapping() const { return m_wrapping; }
    void setWrapping(bool wrapping);

    /// Finds without regard to case; an empty text ends the search. Scrolls to the first match at or below
    /// the top.
    void find(const QString &text);
    void findNext();
    void findPrevious();
    /// Number of the current match from 1, 0 when there is none.
    int currentMatch() const { return m_match + 1; }
    int matchCount() const { return int(m_matches.size()); }

    bool hasSelection() const;
    QString selectedText() const;
    QString allText() const;
    void selectAll();
    void copy() const;
    void scrollToLine(int line);
    /// First line marked as an error, -1 when there is none.
    int firstError() const { return m_firstError; }
    int firstVisibleLine() const;

signals:
    void followingChanged(bool following);
    void matchesChanged(int current, int count);
    void firstErrorChanged(int line);
    void selectionChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Position
    {
        int line = 0;
        int column = 0;
        auto operator<=>(const Position &) const = default;
    };
    struct Match
    {
        int line;
        int column;
        int columns;
    };
    struct Row
    {
        int line;
        int sub; ///< which visual row of the line, from 0
    };

    int gutterWidth() const;
    int columnsPerRow() const;
    int rowsOf(int line, int columns) const;
    int laidOutRows() const;
    int rowCount() const;
    int firstRowOf(int line) const;
    Row rowAt(int row) const;
    void rebuildRows(int top);
    void layOutRows();
    void appended();
    void updateScrollBars();
    void scrollToEnd();
    void userScrolled();
    Position positionAt(const QPoint &point) const;
    QString stampText(int line) const;
    void setSelection(Position anchor, Position cursor);
    void matchLine(int line);
    void showMatch(int index);
    QString textBetween(Position from, Position to) const;
    void paintRow(QPainter &painter, const Row &row, int y) const;

    LogDocument m_document;
    std::vector<quint32> m_rowEnds; ///< with wrapping: number of visual rows up to and with each line that is laid out
    QBasicTimer m_rowTimer;         ///< while some are not
    QString m_placeholder;
    Stamps m_stamps = Stamps::Seconds;
    bool m_following = true;
    bool m_wrapping = false;
    bool m_inBatch = false;
    int m_maxColumns = 0;
    qreal m_charWidth = 8;
    int m_rowHeight = 20;
    Position m_anchor;
    Position m_cursor;
    bool m_selecting = false;
    QString m_needle;
    QList<Match> m_matches;
    int m_match = -1;
    int m_searched = 0; ///< lines already searched
    QBasicTimer m_searchTimer;
    QBasicTimer m_autoScroll;
    int m_firstError = -1;
};

} // namespace layerdeck
