// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "github/client.h"
#include "github/presets.h"

namespace layerdeck::github {

/// A workflow whose file cannot be read as one, with the reason.
struct WorkflowProblem
{
    Workflow workflow;
    Error error;
};

/// What the files of workflows say.
struct WorkflowFiles
{
    QList<ReadWorkflow> read;
    QList<WorkflowProblem> problems;
};

/// Whether an error is about one thing that was asked for, which this token may not see or which is not there; all else is about GitHub.
bool isOfPart(const Error &error);

/// What a workflow's file on `ref` asks for. NotFound where the branch has not got it.
QCoro::Task<Result<DispatchForm>> readForm(Client client, Workflow workflow, QString ref, CancelToken cancel);

/// Those of `workflows` that are active and on `ref`. One that cannot be read does not hide the others.
QCoro::Task<Result<WorkflowFiles>> readWorkflows(Client client, QList<Workflow> workflows, QString ref, CancelToken cancel);

} // namespace layerdeck::github
