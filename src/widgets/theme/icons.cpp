// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/icons.h"

#include "widgets/theme/theme.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

namespace layerdeck::icons {

namespace {

QByteArray source(const QString &name)
{
    static QHash<QString, QByteArray> cache;
    const auto found = cache.constFind(name);
    if (found != cache.constEnd())
        return *found;
    QFile file(u":/icons/%1.svg"_s.arg(name));
    QByteArray bytes;
    if (!name.isEmpty() && file.open(QIODevice::ReadOnly))
        bytes = file.readAll();
    cache.insert(name, bytes);
    return bytes;
}

void render(QPainter *painter, const QRectF &rect, const QString &name, const QColor &color)
{
    QByteArray svg = source(name);
    if (svg.isEmpty())
        return;
    svg.replace("currentColor", color.name().toLatin1());
    QSvgRenderer renderer(svg);
    renderer.render(painter, rect);
}

class ThemedIconEngine final : public QIconEngine
{
public:
    ThemedIconEngine(QString name, Token token)
        : m_name(std::move(name))
        , m_token(token)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const int side = qMin(rect.width(), rect.height());
        QRectF square(0, 0, side, side);
        square.moveCenter(QRectF(rect).center());
        icons::paint(painter, square, m_name, color(mode));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return icons::pixmap(m_name, color(mode), qMin(size.width(), size.height()), 1);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        const qreal ratio = qMax<qreal>(scale, 1);
        return icons::pixmap(m_name, color(mode), qRound(qMin(size.width(), size.height()) / ratio), ratio);
    }

    QIconEngine *clone() const override { return new ThemedIconEngine(m_name, m_token); }
    QString key() const override { return u"layerdeck"_s; }
    QString iconName() override { return m_name; }
    bool isNull() override { return source(m_name).isEmpty(); }

private:
    QColor color(QIcon::Mode mode) const
    {
        return Theme::current().color(mode == QIcon::Disabled ? Token::Disabled : m_token);
    }

    QString m_name;
    Token m_token;
};

} // namespace

QStringList names()
{
    QStringList list = QDir(u":/icons"_s).entryList({u"*.svg"_s}, QDir::Files, QDir::Name);
    for (QString &name : list)
        name.chop(4);
    return list;
}

QPixmap pixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio)
{
    if (size <= 0 || source(name).isEmpty())
        return {};
    const QString key =
        u"layerdeck/%1/%2/%3/%4"_s.arg(name, color.name()).arg(size).arg(devicePixelRatio, 0, 'f', 3);
    QPixmap result;
    if (QPixmapCache::find(key, &result))
        return result;
    const int pixels = qCeil(size * devicePixelRatio);
    result = QPixmap(pixels, pixels);
    result.fill(Qt::transparent);
    {
        QPainter painter(&result);
        painter.setRenderHint(QPainter::Antialiasing);
        render(&painter, QRectF(0, 0, pixels, pixels), name, color);
    }
    result.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, result);
    return result;
}

void paint(QPainter *painter, const QRectF &rect, const QString &name, const QColor &color, qreal turn)
{
    if (!qFuzzyIsNull(turn)) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(rect.center());
        painter->rotate(turn);
        const QRectF centred(-rect.width() / 2, -rect.height() / 2, rect.width(), rect.height());
        render(painter, centred, name, color);
        painter->restore();
        return;
    }
    const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1;
    painter->drawPixmap(rect.topLeft(), pixmap(name, color, qRound(rect.width()), ratio));
}

QIcon application()
{
    QSvgRenderer renderer(u":/layerdeck.svg"_s);
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

QIcon icon(const QString &name, Token token) { return QIcon(new ThemedIconEngine(name, token)); }

} // namespace layerdeck::icons
