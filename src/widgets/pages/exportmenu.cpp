// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/exportmenu.h"

#include "base/background.h"
#include "base/textfile.h"
#include "widgets/parts/statusbar.h"
#include "widgets/theme/icons.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QMenu>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace layerdeck {

void setExportMenu(QPushButton *button, const QString &name, std::function<Exporter()> list,
                   std::function<void(const QString &)> failed)
{
    auto *menu = new QMenu(button);
    // They go with the menu; a file that is being written is written to its end. Copying drops no word on a file that failed.
    const auto lane = std::make_shared<JobLane>();
    const auto copying = std::make_shared<JobLane>();
    const auto save = [button, name, list, failed, lane](bool json) {
        const QString ending = json ? u"json"_s : u"csv"_s;
        auto *dialog = new QFileDialog(button->window(), QPushButton::tr("Export"));
        dialog->setObjectName(u"exportDialog"_s);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(ending);
        dialog->selectFile(name + u'.' + ending);
        QObject::connect(dialog, &QFileDialog::fileSelected, button, [button, list, json, failed, lane](const QString &path) {
            workOut<QString>(
                *lane,
                [make = list(), json, path] {
                    const auto written = writeTextFile(path, make(json));
                    return written ? QString() : written.error().sentences();
                },
                [button, failed, path](const QString &sentence) {
                    failed(sentence);
                    if (sentence.isEmpty())
                        tellAtTheFoot(button, QPushButton::tr("%1 is written").arg(QDir::toNativeSeparators(path)));
                });
        });
        dialog->open();
    };
    const auto copy = [button, list, copying] {
        workOut<QString>(
            *copying, [make = list()] { return QString::fromUtf8(make(false)); },
            [button](const QString &text) {
                QApplication::clipboard()->setText(text);
                tellAtTheFoot(button, QPushButton::tr("The list is copied as CSV"));
            });
    };
    menu->addAction(icons::icon(u"save"_s, Token::Text2), QPushButton::tr("Save as CSV…"), button, [save] { save(false); })
        ->setObjectName(u"exportCsv"_s);
    menu->addAction(QPushButton::tr("Save as JSON…"), button, [save] { save(true); })->setObjectName(u"exportJson"_s);
    menu->addSeparator();
    menu->addAction(icons::icon(u"copy"_s, Token::Text2), QPushButton::tr("Copy as CSV"), button, copy)->setObjectName(u"exportCopy"_s);
    button->setMenu(menu);
}

} // namespace layerdeck
