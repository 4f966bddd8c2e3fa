// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace layerdeck {

/// What a value means for the reader; the theme gives each a colour. Colour always means the cache.
enum class Tone {
    Neutral,   ///< plain text
    Muted,     ///< secondary text
    Hit,       ///< cached, current, effective, proven
    Run,       ///< will run, runs, ran
    Undecided, ///< cannot be known yet
    Warn,      ///< inert, behind, not recreated
    Fail       ///< failed, unreachable, deleted
};

/// One cell of a strip of steps. Gap stands between two stages.
enum class StepMark { Gap, Hit, Miss, Undecided };

/// How a row of the layer tree joins the rails; flags in NodeRole.
enum LayerNode {
    NodeRailUp = 1,   ///< the rail of the node's own level comes from above
    NodeRailDown = 2, ///< it goes on below: to the next layer, or to the images that part here
    NodeHollow = 4,   ///< in one image only; filled means shared
    NodeImageEnd = 8  ///< an image ends here: a larger circle
};

/// Item roles that the delegates understand, beside Qt's own. Models fill them, delegates draw them.
enum Role {
    IconRole = Qt::UserRole + 1, ///< QString: name of an icon, without path and ending
    ToneRole,                    ///< int(Tone): colour of icon and text of the cell
    SecondLineRole,              ///< QString: text below the first line, in secondary colour
    BadgeRole,                   ///< QString: the cell shows a badge with this word, IconRole and ToneRole
    TagsRole,                    ///< QStringList: grey tags at the right end of the cell
    TagIconsRole,                ///< QStringList: icon name for each tag, may be shorter than TagsRole
    CodeRole,                    ///< bool: fixed font, first word in weight 600 where it is an instruction
    EmphasisRole,                ///< bool: weight 600
    SortRole,                    ///< the value to sort by
    IdRole,                      ///< a stable identity of the row
    StripRole,                   ///< QList<int>: int(StepMark) for the strip of steps
    RailsRole,      ///< QString: for each level left of the node one character: ' ' nothing, '|' a rail
                    ///< passes, 't' it passes and a branch leaves to the right, 'l' it ends in the branch
    NodeRole,       ///< int: LayerNode flags; a cell with this role is drawn as a layer
    GroupStartRole, ///< bool: a line above the row, a new tree begins
    GroupHeadRole,  ///< bool: the row is the head of a group
    TagDashedRole,  ///< QList<bool>: for each tag, whether its border is dashed (dangling)
    TagTonesRole,   ///< QList<int>: int(Tone) of each tag's icon
    StatIconRole,   ///< QString: icon before the second line
    NumberRole,     ///< bool: right aligned, in digits of one width
    IndentRole,     ///< int: how deep the row stands in a tree
    MarkRole,       ///< QString: a letter in a filled square before the row's first cell
    IconToneRole,   ///< int(Tone): colour of the icon alone, the text keeps that of ToneRole
    ThirdLineRole,  ///< QString: text below the second line, with StatIconRole before it
    ReferenceRole   ///< bool: the second line, or else the only one, is a reference, a path or an address: where there is
                    ///< no room it is cut in the middle. All other texts are cut at their end.
};

} // namespace layerdeck
