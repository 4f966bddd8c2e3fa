// SPDX-License-Identifier: GPL-3.0-or-later
// The same for the window.
#pragma once

#include "precompiled_core.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>
#include <QWidget>
