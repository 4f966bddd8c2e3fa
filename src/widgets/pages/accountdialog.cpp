// SPDX-License-Identifier: GPL-3.0-or-later
// Whom the token stands for, and which repository is meant.
#include "models/remotemodels.h"
#include "widgets/pages/signindialog.h"
#include "widgets/parts/iconlabel.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Account)
};

QVBoxLayout *addBody(PreviewDialog *dialog)
{
    auto *body = new QWidget;
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(8);
    dialog->consequences()->addWidget(body);
    return column;
}

/// Stays open while what was typed names no repository that is to be seen.
class RepositoryDialog final : public PreviewDialog
{
public:
    RepositoryDialog(RemoteWork *work, QWidget *window)
        : PreviewDialog(Act::Goes, window)
        , m_work(work)
        , m_name(new QLineEdit)
        , m_note(new IconNote)
    {
        setObjectName(u"repositoryChoice"_s);
        setTitle(Words::tr("Repository"), work->state().place.repository.name.isEmpty() ? QString() : work->state().place.repository.displayName());
        setSum(Words::tr("Another repository"), Words::tr("Layerdeck remembers it for this project. The git remotes stay as they are."));
        setActText(Words::tr("Show it"), u"remote"_s);
        m_name->setObjectName(u"repositoryName"_s);
        m_name->setAccessibleName(Words::tr("Repository"));
        m_name->setPlaceholderText(u"OWNER/NAME"_s);
        m_note->setObjectName(u"repositoryNote"_s);
        m_note->setContent(u"info"_s, Words::tr("OWNER/NAME, HOST/OWNER/NAME for a GitHub Enterprise Server, or the address that git clones from."));
        auto *label = new QLabel(Words::tr("Repository"));
        label->setBuddy(m_name);
        QVBoxLayout *column = addBody(this);
        column->addWidget(label);
        column->addWidget(m_name);
        column->addWidget(m_note);
        column->addStretch(1);
        actButton()->setEnabled(false);
        QObject::connect(m_name, &QLineEdit::returnPressed, actButton(), &QPushButton::click);
        QObject::connect(m_name, &QLineEdit::textChanged, this, [this](const QString &text) { actButton()->setEnabled(!text.trimmed().isEmpty()); });
    }

    void accept() override
    {
        setAsking(true);
        m_note->setContent(u"info"_s, Words::tr("Asking GitHub for it."));
        m_work->tryRepository(m_name->text(), [self = QPointer<RepositoryDialog>(this)](const Result<void> &chosen) {
            if (!self)
                return;
            self->setAsking(false);
            if (chosen)
                return self->PreviewDialog::accept();
            self->m_note->setContent(u"failed"_s, chosen.error().sentences(), Tone::Fail);
            self->m_name->setFocus(Qt::OtherFocusReason);
        });
    }
    void reject() override
    {
        m_work->stopTrying();
        PreviewDialog::reject();
    }

protected:
    void showEvent(QShowEvent *event) override
    {
        PreviewDialog::showEvent(event);
        m_name->setFocus(Qt::TabFocusReason);
    }

private:
    void setAsking(bool asks)
    {
        m_name->setReadOnly(asks);
        actButton()->setEnabled(!asks);
    }

    RemoteWork *m_work;
    QLineEdit *m_name;
    IconNote *m_note;
};

} // namespace

PreviewDialog *openAccount(RemoteWork *work, QWidget *window)
{
    const RemoteState &state = work->state();
    if (state.tokenFrom.isEmpty() || state.status == RemoteState::Status::Failed) {
        auto *dialog = new SignInDialog(work, window);
        dialog->open();
        return dialog;
    }
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Goes, window);
    dialog->setObjectName(u"account"_s);
    dialog->setTitle(Words::tr("Account"), state.place.tokenHost);
    const QString where =
        state.canSignOut
            ? Words::tr("With the token from %1. Signed out, it stays good on GitHub until it is revoked there.").arg(state.tokenFrom)
            : Words::tr("With the token from %1, which Layerdeck only reads: sign out there. A token that you give here counts before it.")
                  .arg(state.tokenFrom);
    dialog->setSum(state.login.isEmpty() ? Words::tr("Signed in") : Words::tr("Signed in as %1").arg(state.login), where);
    QVBoxLayout *column = addBody(dialog);
    for (const RemoteRight &right : remoteRights(state)) {
        auto *line = new IconNote;
        line->setObjectName(u"accountRight"_s);
        line->setContent(right.icon, right.text, right.tone);
        column->addWidget(line);
    }
    column->addStretch(1);
    dialog->cancelButton()->setText(Words::tr("Close"));
    // What runs goes on with the token that it was begun with.
    const auto disable = [work](QPushButton *button, const QString &why) {
        button->setEnabled(!work->act().isRunning());
        button->setToolTip(work->act().isRunning() ? why : QString());
    };
    const auto signIn = [work, window] { (new SignInDialog(work, window))->open(); };
    if (state.canSignOut) {
        auto *other = new QPushButton(Words::tr("Another token…"));
        other->setObjectName(u"accountOther"_s);
        other->setProperty("iconName", u"key"_s);
        other->setAutoDefault(false);
        dialog->tools()->addWidget(other);
        QObject::connect(other, &QPushButton::clicked, dialog, [dialog, signIn] {
            dialog->reject();
            signIn();
        });
        dialog->setActText(Words::tr("Sign out"), u"close"_s);
        for (QPushButton *button : {other, dialog->actButton()})
            disable(button, Words::tr("A run is on. Sign out when it has ended."));
        QObject::connect(dialog, &QDialog::accepted, work, &RemoteWork::signOut);
    } else {
        dialog->setActText(Words::tr("Another token…"), u"key"_s);
        disable(dialog->actButton(), Words::tr("A run is on. Give another one when it has ended."));
        QObject::connect(dialog, &QDialog::accepted, work, signIn);
    }
    dialog->open();
    // A key that is pressed too often must not sign anybody out.
    dialog->cancelButton()->setFocus(Qt::OtherFocusReason);
    return dialog;
}

PreviewDialog *openRepositoryChoice(RemoteWork *work, QWidget *window)
{
    auto *dialog = new RepositoryDialog(work, window);
    dialog->open();
    return dialog;
}

} // namespace layerdeck
