// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <memory>
#include <optional>

namespace layerdeck {

/// Tells the person something where the window is not in front.
class Notifier : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// `canShow`: with the choice to show the window. Returns at once.
    virtual void tell(const QString &title, const QString &text, bool canShow) = 0;
    /// How far the run is, 0 to 1, for the program's entry in the taskbar or dock; nothing: none is on, or how far is not known. The entry
    /// has one value for all windows, the last that was told, so that a run tells its own again each second.
    virtual void showProgress(std::optional<double> progress) = 0;
    /// What was to be told is still on its way: a process that ends now takes it along.
    virtual bool isTelling() const = 0;

signals:
    /// The person wants to see the window.
    void showRequested();
    /// It is told, or cannot be.
    void told();
};

/// The desktop's own: the notification service of freedesktop.org where one answers, else a message of an icon in the tray; where
/// there is neither, nothing. Progress is told to docks that know Unity's launcher interface, as those of Plasma, Ubuntu and elementary do; they
/// find the entry by the name of the installed packaging/layerdeck.desktop.
std::unique_ptr<Notifier> desktopNotifier();

} // namespace layerdeck
