// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/remotehistory.h"

#include "session/remotejournal.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// "on main with force_rebuild=true"; empty where it was not written down.
QString requestOf(const JournalRun &run, const JournalWorkflow &workflow)
{
    if (workflow.ref.isEmpty())
        return {};
    if (run.kind == remoteRerunKind)
        return u"on %1, attempt %2 with the inputs of the first"_s.arg(workflow.ref).arg(workflow.attempt)
               + (!workflow.hasInputs          ? QString()
                  : workflow.inputs.isEmpty() ? u", which had none"_s
                                              : u": "_s + inputsText(workflow.inputs));
    return workflow.inputs.isEmpty() ? u"on %1 without inputs"_s.arg(workflow.ref) : u"on %1 with %2"_s.arg(workflow.ref, inputsText(workflow.inputs));
}

QString paragraphOf(const JournalRun &run, const JournalWorkflow &workflow)
{
    QStringList parts;
    if (run.workflows.size() > 1)
        parts << workflow.title();
    if (workflow.wasNotSent() && !run.isRunning() && !run.isRefused())
        parts << u"not sent"_s;
    if (const QString request = requestOf(run, workflow); !request.isEmpty())
        parts << request;
    return parts.join(u", "_s);
}

} // namespace

QString inputsText(const QMap<QString, QString> &inputs)
{
    QStringList texts;
    for (auto it = inputs.cbegin(); it != inputs.cend(); ++it)
        texts << it.key() + u'=' + it.value();
    return texts.join(u", "_s);
}

QStringList remoteRunParagraphs(const JournalRun &run)
{
    QStringList paragraphs;
    const QString did = run.isRefused() ? u"Asked for"_s : u"Started"_s;
    const QString by = did + (run.login.isEmpty() ? u", as whom is not known"_s : u" by "_s + run.login);
    if (run.workflows.size() == 1 && !run.workflows.first().ref.isEmpty()) {
        paragraphs << u"%1 %2."_s.arg(by, paragraphOf(run, run.workflows.first()));
    } else if (run.workflows.isEmpty() || run.workflows.first().ref.isEmpty()) {
        paragraphs << u"By whom it was started, and with what, was not written down then."_s;
    } else {
        paragraphs << by + u'.';
        for (const JournalWorkflow &workflow : run.workflows)
            paragraphs << paragraphOf(run, workflow) + u'.';
    }
    if (!run.error.isEmpty())
        paragraphs << run.error;
    return paragraphs;
}

QList<RemoteRunLink> remoteRunLinks(const JournalRun &run)
{
    QList<RemoteRunLink> links;
    for (const JournalWorkflow &workflow : run.workflows) {
        if (!workflow.url.isEmpty())
            links << RemoteRunLink{workflow.title(), workflow.url};
    }
    return links;
}

} // namespace layerdeck
