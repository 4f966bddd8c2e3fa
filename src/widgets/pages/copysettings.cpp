// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/copysettings.h"

#include "base/units.h"
#include "models/cachewording.h"
#include "session/cacheeditor.h"
#include "session/mergesettings.h"
#include "widgets/pages/settingfields.h"
#include "widgets/parts/iconlabel.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/theme/looks.h"
#include "widgets/theme/metrics.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <memory>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CopySettings)
};

/// What a person would copy first: how the cache is used, not what names the service.
bool isChosenAtFirst(const EditedService &service, Setting setting)
{
    const bool own = setting == Setting::Image || setting == Setting::Target || setting == Setting::Args;
    return !own && service.wanted.isWritten(setting);
}

QString wordOf(Setting setting)
{
    switch (setting) {
    case Setting::Image:
        return Words::tr("Image");
    case Setting::PullPolicy:
        return Words::tr("Pull policy");
    case Setting::Target:
        return Words::tr("Target");
    case Setting::NoCache:
        return Words::tr("No cache");
    case Setting::Pull:
        return Words::tr("Pull");
    case Setting::CacheFrom:
        return Words::tr("Cache sources");
    case Setting::CacheTo:
        return Words::tr("Cache sinks");
    case Setting::Platforms:
        return Words::tr("Platforms");
    case Setting::Args:
        return Words::tr("Build arguments");
    }
    return {};
}

constexpr int focusRing = 4; ///< room that a scroll area would else cut off it

QLabel *headLabel(const QString &text)
{
    auto *head = new QLabel(text);
    head->setProperty("type", u"head"_s);
    setInk(head, u"text2"_s);
    return head;
}

/// A column that scrolls where the window is low.
QScrollArea *scrolling(QWidget *content, const QString &name)
{
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    scroll->setAccessibleName(name);
    return scroll;
}

struct Choices
{
    QMap<Setting, QCheckBox *> settings;
    QMap<QString, QCheckBox *> services;
};

void copy(CacheEditor *editor, const QString &from, const Choices &choices)
{
    QList<Setting> settings;
    for (auto it = choices.settings.cbegin(); it != choices.settings.cend(); ++it) {
        if (it.value()->isChecked())
            settings << it.key();
    }
    QMap<QString, ServiceSettings> wanted;
    const ServiceSettings source = editor->service(from).wanted;
    for (auto it = choices.services.cbegin(); it != choices.services.cend(); ++it) {
        if (!it.value()->isChecked())
            continue;
        ServiceSettings copied = withSettings(editor->service(it.key()).wanted, source, settings);
        for (const Setting setting : std::as_const(settings)) {
            if (isList(setting))
                copied.added.insert(setting, copied.list(setting));
        }
        wanted.insert(it.key(), copied);
    }
    editor->setSettings(wanted);
}

} // namespace

PreviewDialog *openCopySettings(CacheEditor *editor, const QString &name, QWidget *window)
{
    const EditedService service = editor->service(name);
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Goes, window);
    dialog->setObjectName(u"copyPreview"_s);
    dialog->setTitle(Words::tr("Copy settings"), name);
    const auto choices = std::make_shared<Choices>();
    auto *services = new QWidget;
    services->setProperty("ground", u"sunken"_s);
    auto *names = new QVBoxLayout(services);
    names->setContentsMargins(focusRing, 0, focusRing, focusRing);
    names->setSpacing(metrics::gap);
    names->addWidget(headLabel(Words::tr("Copy to")));
    auto *all = new QCheckBox(Words::tr("All services"));
    all->setObjectName(u"copyToAll"_s);
    names->addWidget(all);
    for (const QString &other : editor->services()) {
        if (other == name)
            continue;
        const EditedService target = editor->service(other);
        const bool can = target.builds && target.whyNotEditable.isEmpty() && target.file >= 0;
        auto *box = new QCheckBox(can             ? other
                                  : target.builds ? Words::tr("%1, cannot be edited here").arg(other)
                                                  : Words::tr("%1, image only").arg(other));
        box->setObjectName(u"copyTo-"_s + other);
        box->setToolTip(box->text());
        box->setEnabled(can);
        names->addWidget(box);
        if (can)
            choices->services.insert(other, box);
    }
    names->addStretch();
    all->setEnabled(!choices->services.isEmpty());
    dialog->choices()->addWidget(scrolling(services, Words::tr("Services that get the settings")));

    auto *list = new QWidget;
    list->setProperty("ground", u"base"_s);
    auto *rows = new QGridLayout(list);
    rows->setContentsMargins(metrics::pageMargin, metrics::pageMargin, metrics::pageMargin, metrics::pageMargin);
    rows->setHorizontalSpacing(metrics::pageMargin);
    rows->setVerticalSpacing(metrics::gap);
    rows->setColumnStretch(1, 1);
    rows->addWidget(headLabel(Words::tr("What to copy")), 0, 0, 1, 2);
    int row = 1;
    for (const Setting setting : allSettings) {
        auto *box = new QCheckBox(wordOf(setting));
        box->setObjectName(u"copy-"_s + settingKey(setting));
        box->setChecked(isChosenAtFirst(service, setting));
        rows->addWidget(box, row, 0, Qt::AlignTop);
        auto *column = new QVBoxLayout;
        column->setSpacing(0);
        QStringList values = shownValues(service.wanted, setting);
        const bool written = !values.isEmpty();
        if (!written)
            values << Words::tr("not written: is taken away");
        for (const QString &value : std::as_const(values)) {
            auto *label = new ElidedLabel;
            label->setLook(written ? TypeRole::Code : TypeRole::Body, 0, written ? Tone::Neutral : Tone::Muted);
            label->setElideMode(Qt::ElideMiddle);
            label->setText(value);
            column->addWidget(label);
        }
        box->setAccessibleDescription(values.join(u", "_s));
        rows->addLayout(column, row++, 1);
        choices->settings.insert(setting, box);
    }
    rows->setRowStretch(row, 1);
    dialog->consequences()->addWidget(scrolling(list, Words::tr("What to copy")));
    auto *warning = new IconNote;
    warning->setObjectName(u"copyWarning"_s);
    warning->setContentsMargins(metrics::pageMargin, 0, metrics::pageMargin, metrics::gap);
    dialog->consequences()->addWidget(warning);

    const auto say = [dialog, choices, all, warning, wanted = service.wanted] {
        qsizetype settings = 0;
        qsizetype services = 0;
        for (const QCheckBox *box : std::as_const(choices->settings))
            settings += box->isChecked();
        for (const QCheckBox *box : std::as_const(choices->services))
            services += box->isChecked();
        const QSignalBlocker quiet(all);
        all->setChecked(services > 0 && services == choices->services.size());
        dialog->setSum(
            Words::tr("%1 to %2")
                .arg(counted(settings, Words::tr("setting"), Words::tr("settings")),
                     counted(services, Words::tr("service"), Words::tr("services"))),
            Words::tr("What their files have for it is replaced; what comes from other files or through extends stays. One undo takes all of it back."));
        dialog->setActText(
            services == 0
                ? Words::tr("Copy")
                : Words::tr("Copy to %1").arg(counted(services, Words::tr("service"), Words::tr("services"))),
            u"copy"_s);
        dialog->actButton()->setEnabled(settings > 0 && services > 0);
        QList<Setting> chosen;
        for (auto it = choices->settings.cbegin(); it != choices->settings.cend(); ++it) {
            if (it.value()->isChecked())
                chosen << it.key();
        }
        const QString text = copyWarning(wanted, chosen);
        warning->setContent(u"warning"_s, text, Tone::Warn);
        warning->setVisible(!text.isEmpty() && services > 0);
    };
    for (QCheckBox *box : choices->settings.values() + choices->services.values())
        QObject::connect(box, &QCheckBox::toggled, dialog, say);
    QObject::connect(all, &QCheckBox::clicked, dialog, [choices](bool on) {
        for (QCheckBox *box : std::as_const(choices->services))
            box->setChecked(on);
    });
    say();
    QObject::connect(dialog, &QDialog::accepted, editor,
                     [editor, name, choices] { copy(editor, name, *choices); });
    dialog->open();
    return dialog;
}

} // namespace layerdeck
