// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/exportmenu.h"

#include "base/textfile.h"
#include "models/exporting.h"
#include "widgets/theme/icons.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QMenu>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace layerdeck {

void setExportMenu(QPushButton *button, const QString &name, std::function<QAbstractItemModel *()> model,
                   std::function<void(const QString &)> failed)
{
    auto *menu = new QMenu(button);
    const auto bytes = [model](bool json) { return json ? exportedJson(*model()) : exportedCsv(*model()); };
    const auto save = [button, name, bytes, failed](bool json) {
        const QString ending = json ? u"json"_s : u"csv"_s;
        auto *dialog = new QFileDialog(button->window(), QPushButton::tr("Export"));
        dialog->setObjectName(u"exportDialog"_s);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(ending);
        dialog->selectFile(name + u'.' + ending);
        QObject::connect(dialog, &QFileDialog::fileSelected, button, [bytes, json, failed](const QString &path) {
            const auto written = writeTextFile(path, bytes(json));
            failed(written ? QString() : written.error().sentences());
        });
        dialog->open();
    };
    menu->addAction(icons::icon(u"save"_s, Token::Text2), QPushButton::tr("Save as CSV…"), button, [save] { save(false); })
        ->setObjectName(u"exportCsv"_s);
    menu->addAction(QPushButton::tr("Save as JSON…"), button, [save] { save(true); })->setObjectName(u"exportJson"_s);
    menu->addSeparator();
    menu->addAction(icons::icon(u"copy"_s, Token::Text2), QPushButton::tr("Copy as CSV"), button, [bytes] {
        QApplication::clipboard()->setText(QString::fromUtf8(bytes(false)));
    })->setObjectName(u"exportCopy"_s);
    button->setMenu(menu);
}

} // namespace layerdeck
