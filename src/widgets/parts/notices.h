// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"

#include <QList>
#include <QStringList>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace layerdeck {

/// An error as the person needs it.
struct ErrorNotice
{
    QString icon; ///< empty for the general one
    QString title;
    QString what;      ///< what happened, and what was left unchanged
    QString raw;       ///< the line as it came, may be empty
    QStringList helps; ///< what usually helps, in order
    QString later;     ///< when it is tried again, beside the buttons
    Tone tone = Tone::Fail;
    bool operator==(const ErrorNotice &) const = default;
};

/// Stands below the page head; the rest of the page stays usable.
class ErrorBar : public QWidget
{
    Q_OBJECT

public:
    explicit ErrorBar(QWidget *parent = nullptr);

    void setNotice(const ErrorNotice &notice);
    const ErrorNotice &notice() const { return m_notice; }
    /// Adds a button to the row under the text; the bar owns it.
    QPushButton *addButton(const QString &objectName, const QString &text, const QString &icon = {});

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ErrorNotice m_notice;
    QLabel *m_title;
    QLabel *m_what;
    QLabel *m_raw;
    QLabel *m_later;
    QHBoxLayout *m_buttons;
    QWidget *m_helpBox;
    QVBoxLayout *m_helps;
};

/// A hatched bar over content that was read earlier.
class StaleBar : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(QString text READ text WRITE setText)

public:
    explicit StaleBar(QWidget *parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString &text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

/// A number that backs a claim.
struct ClaimFact
{
    QString value;
    QString caption;
    bool operator==(const ClaimFact &) const = default;
};

/// A result in one large sentence, with its numbers at the right.
class ClaimBanner : public QWidget
{
    Q_OBJECT

public:
    explicit ClaimBanner(QWidget *parent = nullptr);

    void setClaim(const QString &icon, Tone tone, const QString &claim, const QString &sentence,
                  const QList<ClaimFact> &facts = {});
    QString claim() const { return m_claim; }
    QString sentence() const { return m_sentence; }

    bool hasHeightForWidth() const override { return true; }
    /// The sentence may take several lines.
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    /// The claim is never cut for them: the last ones go first.
    QList<ClaimFact> factsFor(int width) const;
    int sentenceLines(int width) const;

    QString m_icon;
    Tone m_tone = Tone::Hit;
    QString m_claim;
    QString m_sentence;
    QList<ClaimFact> m_facts;
};

/// A place without content: what it is for, one act, and room for what is ready.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    void setContent(const QString &icon, const QString &claim, const QString &sentence);
    /// The row of acts below the sentence.
    QHBoxLayout *acts() const { return m_acts; }
    /// What stands below the acts.
    QVBoxLayout *below() const { return m_below; }

private:
    class Picture;
    Picture *m_picture;
    QLabel *m_claim;
    QLabel *m_sentence;
    QHBoxLayout *m_acts;
    QVBoxLayout *m_below;
};

/// A framed box with a column head as its title.
class Card : public QWidget
{
    Q_OBJECT

public:
    explicit Card(const QString &title, QWidget *parent = nullptr);
    QVBoxLayout *body() const { return m_body; }
    void setTitle(const QString &title);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_title;
    QVBoxLayout *m_body;
};

} // namespace layerdeck
