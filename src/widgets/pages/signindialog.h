// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/remotework.h"
#include "widgets/parts/previewdialog.h"

class QLineEdit;

namespace layerdeck {

class IconNote;

/// Signs in to the GitHub of a repository: with a token that is pasted, or, where a client id is set, with a code that the person types on
/// GitHub. Stays open to say as whom, with what rights, and where the token is kept.
class SignInDialog : public PreviewDialog
{
    Q_OBJECT

public:
    /// `work` must outlive the dialog.
    SignInDialog(RemoteWork *work, QWidget *window);

    void accept() override;
    void reject() override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeCodeBox();
    void sayWhatIsAsked();
    void updateAct();
    void askForCode();
    void showCode(const github::DeviceCode &code);
    void settle(const Result<SignedIn> &in);
    void setBusy(bool busy);
    void offerLink(const QString &link);

    RemoteWork *m_work;
    QLineEdit *m_token;
    QWidget *m_fields;
    QWidget *m_codeBox;
    QLabel *m_code;
    QPushButton *m_askCode;
    QPushButton *m_openLink = nullptr;
    QPushButton *m_copyLink = nullptr;
    QString m_link; ///< that the last error names
    IconNote *m_note;
    QVBoxLayout *m_rights;
    QUrl m_page; ///< where the code is typed
    bool m_isBusy = false;
    bool m_isDone = false;
};

/// Whom the token stands for and what it may, with *Sign out* where it came from here. Where nobody is signed in, or GitHub refuses the token, the dialog to sign in.
PreviewDialog *openAccount(RemoteWork *work, QWidget *window);

/// Asks for another repository, OWNER/NAME.
PreviewDialog *openRepositoryChoice(RemoteWork *work, QWidget *window);

} // namespace layerdeck
