// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QPointer>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace layerdeck {

class ElidedLabel;

/// A preview before something is deleted or rebuilt: title and object, the sum in one sentence, choices at
/// the left, consequences at the right, tools, Cancel and the act at the foot. It lies inside the window over
/// a flat overlay; the window's own shortcuts rest while it is open. Esc cancels; the focus starts on Cancel
/// where the act deletes. Result through accepted() and rejected(); there is no nested event loop.
class PreviewDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Act { Deletes, Goes };

    /// `window` is the window it covers; the dialog deletes itself when closed.
    PreviewDialog(Act act, QWidget *window);
    ~PreviewDialog() override;

    void setTitle(const QString &title, const QString &object);
    void setSum(const QString &sum, const QString &sentence);
    /// Column of choices at the left; hidden while empty.
    QVBoxLayout *choices() const { return m_choices; }
    /// Consequences at the right.
    QVBoxLayout *consequences() const { return m_consequences; }
    /// Tools at the left of the foot.
    QHBoxLayout *tools() const { return m_tools; }
    QPushButton *cancelButton() const { return m_cancel; }
    QPushButton *actButton() const { return m_act; }
    void setActText(const QString &text, const QString &icon);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    class Overlay;

    void place();
    QWidget *firstStop() const;
    void restShortcuts(bool rest);

    Act m_actKind;
    QPointer<QWidget> m_window;
    QPointer<Overlay> m_overlay;
    QPointer<QWidget> m_focusBefore;
    QList<QPointer<QObject>> m_resting;
    QMetaObject::Connection m_focusStays;
    QLabel *m_title;
    ElidedLabel *m_object;
    QLabel *m_sum;
    QLabel *m_sentence;
    QScrollArea *m_choiceBox;
    QVBoxLayout *m_choices;
    QVBoxLayout *m_consequences;
    QHBoxLayout *m_tools;
    QPushButton *m_cancel;
    QPushButton *m_act;
};

/// A button for the tools of a dialog, or within it; Return does not press it unless it has the focus.
QPushButton *toolButton(const QString &name, const QString &text, const QString &icon);

} // namespace layerdeck
