// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/projectname.h"

#include <QDir>
#include <QRegularExpression>

namespace layerdeck {

using namespace Qt::StringLiterals;

QString composeProjectName(const QList<ProjectFile> &files, const QString &directory, const QMap<QString, QString> &environment)
{
    if (const QString given = environment.value(u"COMPOSE_PROJECT_NAME"_s); !given.isEmpty())
        return given;
    QString name;
    for (const ProjectFile &file : files) {
        const bool counts = file.role == ProjectFile::Role::Main || file.role == ProjectFile::Role::Override;
        if (counts && file.text && !file.text->projectName().isEmpty())
            name = interpolated(file.text->projectName(), environment).value_or(QString());
    }
    if (!name.isEmpty())
        return name;
    static const QRegularExpression strange(u"[^-_a-z0-9]"_s);
    static const QRegularExpression beginning(u"^[-_]+"_s);
    return QDir(directory).dirName().toLower().remove(strange).remove(beginning);
}

} // namespace layerdeck
