// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/readworkflows.h"

namespace layerdeck::github {

using namespace Qt::StringLiterals;

bool isOfPart(const Error &error)
{
    return error.code == ErrorCode::PermissionDenied || error.code == ErrorCode::NotFound;
}

QCoro::Task<Result<DispatchForm>> readForm(Client client, Workflow workflow, QString ref, CancelToken cancel)
{
    const Result<int> limit = co_await client.inputLimit(cancel);
    if (!limit && limit.error().isCancelled())
        co_return cancelled();
    const Result<QByteArray> text = co_await client.file(workflow.path, ref, cancel);
    if (!text)
        co_return failure(text.error());
    co_return parseWorkflowFile(*text, workflow.path, limit.value_or(mostInputs));
}

QCoro::Task<Result<WorkflowFiles>> readWorkflows(Client client, QList<Workflow> workflows, QString ref, CancelToken cancel)
{
    WorkflowFiles files;
    for (const Workflow &workflow : workflows) {
        if (workflow.state == "deleted"_L1)
            continue;
        const Result<DispatchForm> form = co_await readForm(client, workflow, ref, cancel);
        if (form) {
            files.read << ReadWorkflow{workflow, *form};
            continue;
        }
        // What is wrong in the file is of the file alone, and a workflow need not be on every branch.
        if (!isOfPart(form.error()) && form.error().code != ErrorCode::InvalidInput)
            co_return failure(form.error());
        if (form.error().code != ErrorCode::NotFound && workflow.isActive())
            files.problems << WorkflowProblem{workflow, form.error()};
    }
    co_return files;
}

} // namespace layerdeck::github
