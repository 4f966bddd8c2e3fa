// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/style.h"

#include "widgets/theme/looks.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/stylecontrols.h"
#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDialog>
#include <QMenu>
#include <QPainter>
#include <QPointer>
#include <QPushButton>
#include <QScrollBar>
#include <QStyleOption>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int scrollBarExtent = 12;

QColor color(Token token) { return Theme::current().color(token); }

} // namespace

Style::Style()
    : QProxyStyle(u"Fusion"_s)
{
}

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) ||
        qobject_cast<QScrollBar *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    applyLook(widget);
    // Return presses the button that has the focus, as Space does; in dialogs it presses the default one already.
    if (auto *button = qobject_cast<QPushButton *>(widget); button && !qobject_cast<QDialog *>(button->window()))
        button->setAutoDefault(true);
    if (auto *menu = qobject_cast<QMenu *>(widget))
        menu->setContentsMargins(0, 4, 0, 4);
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                          const QWidget *widget) const
{
    switch (element) {
    case PE_FrameFocusRect:
    case PE_IndicatorHeaderArrow: // the label of the section draws it
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        controls::checkBox(painter, *option);
        return;
    case PE_IndicatorRadioButton:
        controls::radioButton(painter, *option);
        return;
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option)) {
            if (frame->lineWidth > 0)
                controls::field(painter, *option);
        }
        return;
    case PE_FrameLineEdit:
        controls::field(painter, *option);
        return;
    case PE_Frame:
        if (widget && widget->property("field").toBool())
            return controls::field(painter, *option);
        [[fallthrough]];
    case PE_FrameMenu:
        paint::box(painter, option->rect, QColor(),
                   color(element == PE_Frame ? Token::Line : Token::Control));
        return;
    case PE_PanelMenu:
        painter->fillRect(option->rect, color(Token::Base));
        return;
    case PE_Widget:
        return paintGround(painter, option->rect, widget);
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, color(Token::Ink));
        return;
    case PE_PanelItemViewRow:
    case PE_PanelItemViewItem:
        if (option->state & State_Selected)
            painter->fillRect(option->rect, color(Token::Selected));
        else if (option->state & State_MouseOver)
            painter->fillRect(option->rect, color(Token::Hover));
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                        const QWidget *widget) const
{
    switch (element) {
    case CE_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return controls::pushButton(painter, *button, widget);
        break;
    case CE_ComboBoxLabel:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option)) {
            if (!combo->editable)
                controls::comboBoxLabel(painter, *combo);
            return;
        }
        break;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            return controls::menuItem(painter, *item);
        break;
    case CE_MenuEmptyArea:
        return;
    case CE_Header: // Fusion would ask itself where the label goes
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeaderV2 *>(option)) {
            controls::headerSection(painter, *header);
            QStyleOptionHeaderV2 label = *header;
            label.rect = subElementRect(SE_HeaderLabel, header, widget);
            if (label.rect.isValid())
                controls::headerLabel(painter, label);
            return;
        }
        break;
    case CE_HeaderSection:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            return controls::headerSection(painter, *header);
        break;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            return controls::headerLabel(painter, *header);
        break;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, color(Token::Sunken));
        paint::bottomLine(painter, option->rect, color(Token::Line));
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, color(Token::Line));
        return;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                               const QWidget *widget) const
{
    if (control == CC_ComboBox) {
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option))
            return controls::comboBox(painter, *combo);
    }
    if (control == CC_ScrollBar) {
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option))
            return controls::scrollBar(painter, *slider);
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl subControl,
                            const QWidget *widget) const
{
    if (control == CC_ComboBox && subControl == SC_ComboBoxEditField)
        return option->rect.adjusted(8, 1, -(metrics::icon + 8), -1);
    if (control == CC_ScrollBar) {
        const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (slider && (subControl == SC_ScrollBarAddLine || subControl == SC_ScrollBarSubLine))
            return {};
        if (slider && subControl == SC_ScrollBarGroove)
            return slider->rect;
        if (slider) {
            const bool horizontal = slider->orientation == Qt::Horizontal;
            const int length = horizontal ? slider->rect.width() : slider->rect.height();
            const int handle = controls::scrollHandleLength(*slider);
            const int start =
                sliderPositionFromValue(slider->minimum, slider->maximum, slider->sliderPosition,
                                        length - handle, slider->upsideDown);
            const int from = subControl == SC_ScrollBarSlider    ? start
                             : subControl == SC_ScrollBarAddPage ? start + handle
                                                                 : 0;
            const int size = subControl == SC_ScrollBarSlider    ? handle
                             : subControl == SC_ScrollBarAddPage ? length - start - handle
                                                                 : start;
            return horizontal ? QRect(from, 0, size, slider->rect.height())
                              : QRect(0, from, slider->rect.width(), size);
        }
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_LineEditContents) {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        const bool framed = !frame || frame->lineWidth > 0; // not in a combo box
        return framed ? option->rect.adjusted(6, 1, -6, -1) : option->rect.adjusted(-2, 1, 0, -1);
    }
    if (element == SE_HeaderLabel) {
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        const int given = widget ? widget->property("leftPadding").toInt() : 0;
        const bool first = header && header->section == 0;
        const bool last = header && (header->position == QStyleOptionHeader::End ||
                                     header->position == QStyleOptionHeader::OnlyOneSection);
        return option->rect.adjusted(!first      ? 8
                                     : given > 0 ? given
                                                 : metrics::pageMargin,
                                     0, last ? -metrics::pageMargin : -8, -1);
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                              const QWidget *widget) const
{
    switch (type) {
    case CT_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return controls::pushButtonSize(*button, widget);
        break;
    case CT_LineEdit:
        return {size.width() + 12, metrics::height(metrics::Height::Field)};
    case CT_ComboBox:
        return {size.width() + metrics::icon + 22, metrics::height(metrics::Height::Field)};
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            return controls::menuItemSize(*item, size);
        break;
    case CT_HeaderSection:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            const bool dense = widget && widget->property("dense").toBool();
            const int width = 16 + paint::width(header->text, typeFont(TypeRole::Small, QFont::DemiBold));
            return {width,
                    metrics::height(dense ? metrics::Height::DenseColumnHead : metrics::Height::ColumnHead)};
        }
        break;
    case CT_ItemViewItem:
        if (widget && widget->inherits("QComboBoxListView"))
            return {size.width() + 16, metrics::height(metrics::Height::Row)};
        break;
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return scrollBarExtent;
    case PM_ScrollBarSliderMin:
        return 24;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_ComboBoxFrameWidth:
        return 0;
    case PM_ToolTipLabelFrameWidth:
        return 3;
    case PM_SplitterWidth:
    case PM_DefaultFrameWidth:
    case PM_MenuPanelWidth:
        return 1;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
    case PM_SmallIconSize:
        return metrics::icon;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return metrics::gap;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                     QStyleHintReturn *returnData) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ComboBox_Popup:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ScrollBar_Transient:
    case SH_ItemView_ShowDecorationSelected:
    // A click selects, so that what is known of a row can be read; what it opens is opened by two.
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    case SH_ScrollBar_ContextMenu:
        return 0;
    case SH_UnderlineShortcut:
        return 0;
    case SH_ToolTip_WakeUpDelay:
        return 500;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

} // namespace layerdeck
