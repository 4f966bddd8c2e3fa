// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/engine.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace layerdeck::support;
using namespace Qt::StringLiterals;

/// Once: what stands in QVERIFY2 is worked out for each place that names it.
#define RAN(ran)                                                                                             \
    do {                                                                                                     \
        const Ran done = (ran);                                                                              \
        QVERIFY2(done.code == 0, qPrintable(u"exit %1\n%2\n%3"_s.arg(done.code).arg(done.out, done.err)));   \
    } while (false)

namespace {

/// As docker/go-units writes sizes: some significant digits, decimal.
QString dockerSize(qint64 bytes, int digits)
{
    double value = double(bytes);
    const QStringList units{u"B"_s, u"kB"_s, u"MB"_s, u"GB"_s, u"TB"_s};
    int unit = 0;
    for (; value >= 1000 && unit + 1 < units.size(); ++unit)
        value /= 1000;
    return QString::asprintf("%.*g", digits, value) + units.at(unit);
}

/// "2026-11-28 17:36:15.15 +0000 UTC" and "2026-11-28T17:36:15.150Z" as the same text.
QString seconds(const QString &time)
{
    return time.left(19).replace(u'T', u' ');
}

QJsonObject objectOf(const QString &line)
{
    return QJsonDocument::fromJson(line.toUtf8()).object();
}

QList<QJsonObject> lines(const QString &text)
{
    QList<QJsonObject> list;
    for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts))
        list << objectOf(line);
    return list;
}

/// "Key: value" paragraphs, by the value of "ID".
QMap<QString, QMap<QString, QString>> paragraphs(const QString &text)
{
    QMap<QString, QMap<QString, QString>> result;
    QString id;
    for (const QString &line : text.split(u'\n')) {
        const qsizetype colon = line.indexOf(u':');
        const QString key = line.left(colon).trimmed();
        const QString value = line.mid(colon + 1).trimmed();
        // Newer ones list the parents below, one a line.
        if (!id.isEmpty() && line.startsWith(" - "_L1)) {
            QString &parents = result[id][u"Parents"_s];
            parents += (parents.isEmpty() ? QString() : u", "_s) + line.mid(3).trimmed();
            continue;
        }
        if (key == "ID"_L1)
            id = value;
        if (line.trimmed().isEmpty())
            id.clear();
        else if (!id.isEmpty() && colon > 0)
            result[id].insert(key, value);
    }
    return result;
}

} // namespace

/// What is shown against what docker's own commands say, field by field.
class TestHoldings : public QObject
{
    Q_OBJECT

    std::unique_ptr<Sample> m_sample;
    QSet<QString> m_before; ///< ids of the records that other tests left in this engine

    QJsonObject json(const QStringList &arguments)
    {
        const Ran ran = m_sample->layerdeck(arguments + QStringList{u"--json"_s});
        return ran.code == 0 ? objectOf(ran.out) : QJsonObject();
    }
    QString imageName(const QString &service) const
    {
        const Ran names = m_sample->docker({u"compose"_s, u"config"_s, u"--format"_s, u"json"_s});
        return objectOf(QString(names.out).replace(u'\n', u' '))["services"_L1][service]["image"_L1].toString();
    }

private slots:
    void initTestCase()
    {
        NEED_ENGINE();
        m_sample = std::make_unique<Sample>();
        QVERIFY(m_sample->isValid());
        // Whatever ran before: both services stand on one result of what they share.
        RAN(m_sample->layerdeck({u"clear"_s, u"--yes"_s, u"--unowned"_s, u"--shared"_s}));
        const Ran before = m_sample->docker({u"buildx"_s, u"du"_s, u"--verbose"_s});
        RAN(before);
        const QStringList left = paragraphs(before.out).keys();
        m_before = QSet<QString>(left.cbegin(), left.cend());
        const Ran deployed = m_sample->layerdeck({u"deploy"_s});
        RAN(deployed);
        // A second result of the last steps, and a dangling image.
        m_sample->write(u"backend/src/extra.txt"_s, "one more\n");
        const Ran again = m_sample->layerdeck({u"deploy"_s});
        RAN(again);
    }
    void cleanupTestCase() { m_sample.reset(); }

    void images()
    {
        NEED_ENGINE();
        QMap<QString, QJsonObject> ours;
        for (const QJsonValue image : json({u"images"_s})["images"_L1].toArray())
            ours.insert(image["id"_L1].toString(), image.toObject());
        const Ran listed = m_sample->docker({u"image"_s, u"ls"_s, u"--no-trunc"_s, u"--format"_s, u"{{json .}}"_s});
        RAN(listed);
        QSet<QString> seen;
        QVERIFY(!lines(listed.out).isEmpty());
        for (const QJsonObject &image : lines(listed.out)) {
            const QString id = image["ID"_L1].toString();
            QVERIFY2(ours.contains(id), qPrintable(id));
            seen.insert(id);
            const QString name = image["Repository"_L1].toString() + u':' + image["Tag"_L1].toString();
            if (!name.contains("<none>"_L1))
                QVERIFY2(ours.value(id)["tags"_L1].toArray().contains(name), qPrintable(name));
            QCOMPARE(dockerSize(ours.value(id)["size"_L1].toInteger(), 3), image["Size"_L1].toString());
            QCOMPARE(seconds(ours.value(id)["created"_L1].toString()), seconds(image["CreatedAt"_L1].toString()));
        }
        QCOMPARE(seen.size(), ours.size());
    }

    /// Unique and shared bytes, from the merged tree.
    void sharedBytes()
    {
        NEED_ENGINE();
        QMap<QString, qint64> shared;
        const QJsonObject tree = json({u"images"_s, u"--tree"_s});
        qint64 disk = 0;
        qint64 counted = 0;
        for (const QJsonValue row : tree["layers"_L1].toArray()) {
            const QJsonArray images = row["images"_L1].toArray();
            disk += row["size"_L1].toInteger();
            counted += row["size"_L1].toInteger() * images.size();
            for (const QJsonValue image : images)
                shared[image.toString()] += images.size() > 1 ? row["size"_L1].toInteger() : 0;
        }
        QCOMPARE(disk, tree["disk_bytes"_L1].toInteger());
        QCOMPARE(counted, tree["listed_bytes"_L1].toInteger());
        QMap<QString, qint64> sizes;
        for (const QJsonValue image : json({u"images"_s})["images"_L1].toArray())
            sizes.insert(image["id"_L1].toString(), image["size"_L1].toInteger());
        const Ran df = m_sample->docker({u"system"_s, u"df"_s, u"-v"_s, u"--format"_s, u"{{json .}}"_s});
        RAN(df);
        for (const QJsonValue image : objectOf(df.out)["Images"_L1].toArray()) {
            const QString id = image["ID"_L1].toString();
            QCOMPARE(dockerSize(sizes.value(id) - shared.value(id), 4), image["UniqueSize"_L1].toString());
            QCOMPARE(dockerSize(shared.value(id), 4), image["SharedSize"_L1].toString());
        }
    }

    void layers_data()
    {
        QTest::addColumn<QString>("service");
        QTest::newRow("backend") << u"backend"_s;
        QTest::newRow("frontend") << u"frontend"_s;
    }
    void layers()
    {
        NEED_ENGINE();
        QFETCH(QString, service);
        const QString name = imageName(service);
        QVERIFY(!name.isEmpty());
        const QJsonObject ours = json({u"layers"_s, name, u"--files"_s});
        const QJsonArray layers = ours["layers"_L1].toArray();
        const Ran inspected = m_sample->docker({u"image"_s, u"inspect"_s, u"--format"_s, u"{{json .RootFS.Layers}}"_s, name});
        RAN(inspected);
        const QJsonArray ids = QJsonDocument::fromJson(inspected.out.toUtf8()).array();
        QCOMPARE(layers.size(), ids.size());
        const Ran history = m_sample->docker({u"history"_s, u"--no-trunc"_s, u"--human=false"_s, u"--format"_s, u"{{json .}}"_s, name});
        RAN(history);
        QList<QJsonObject> rows = lines(history.out);
        std::reverse(rows.begin(), rows.end());
        rows.removeIf([](const QJsonObject &row) {
            static const QRegularExpression step(u"^(?:RUN|COPY|ADD|WORKDIR)\\b"_s);
            return !step.match(row["CreatedBy"_L1].toString()).hasMatch();
        });
        QCOMPARE(rows.size(), layers.size());
        QMap<QString, QString> created;
        for (const QJsonValue row : json({u"images"_s, u"--tree"_s})["layers"_L1].toArray())
            created.insert(row["diff_id"_L1].toString(), row["created"_L1].toString());
        for (qsizetype i = 0; i < layers.size(); ++i) {
            QCOMPARE(seconds(created.value(layers[i]["diff_id"_L1].toString())), seconds(rows[i]["CreatedAt"_L1].toString()));
            QCOMPARE(layers[i]["diff_id"_L1].toString(), ids[i].toString());
            QCOMPARE(QString::number(layers[i]["size"_L1].toInteger()), rows[i]["Size"_L1].toString());
            const QString instruction = layers[i]["instruction"_L1].toString();
            QVERIFY2(rows[i]["CreatedBy"_L1].toString().contains(instruction.section(u' ', 1)), qPrintable(instruction));
        }
    }

    /// The files that the layers make are those that a container of the image has.
    void files()
    {
        NEED_ENGINE();
        const QString name = imageName(u"backend"_s);
        QSet<QString> ours;
        for (const QJsonValue layer : json({u"layers"_s, name, u"--files"_s})["layers"_L1].toArray()) {
            for (const QJsonValue file : layer["files"_L1].toArray()) {
                if (file["change"_L1] == "removed"_L1)
                    ours.remove(file["path"_L1].toString());
                else
                    ours.insert(file["path"_L1].toString());
            }
        }
        const Ran found = m_sample->docker({u"run"_s, u"--rm"_s, u"--network"_s, u"none"_s, u"--entrypoint"_s, u"/bin/busybox"_s, u"--user"_s, u"0"_s, name, u"find"_s,
                                            u"/"_s, u"-xdev"_s, u"!"_s, u"-type"_s, u"d"_s});
        RAN(found);
        QSet<QString> real;
        for (const QString &path : found.out.split(u'\n', Qt::SkipEmptyParts))
            real.insert(path.mid(1));
        // What the engine itself puts into a container.
        for (const QString &path : {u".dockerenv"_s, u"etc/hosts"_s, u"etc/hostname"_s, u"etc/resolv.conf"_s, u"etc/mtab"_s}) {
            real.remove(path);
            ours.remove(path);
        }
        QCOMPARE(ours - real, QSet<QString>());
        QCOMPARE(real - ours, QSet<QString>());
    }

    void records()
    {
        NEED_ENGINE();
        const QJsonObject cache = json({u"cache"_s});
        QMap<QString, QJsonObject> ours;
        for (const QJsonValue record : cache["records"_L1].toArray())
            ours.insert(record["id"_L1].toString(), record.toObject());
        const Ran df = m_sample->docker({u"system"_s, u"df"_s, u"-v"_s, u"--format"_s, u"{{json .}}"_s});
        RAN(df);
        const QJsonArray records = objectOf(df.out)["BuildCache"_L1].toArray();
        QCOMPARE(records.size(), ours.size());
        QVERIFY(records.size() > 20);
        for (const QJsonValue record : records) {
            const QString id = record["ID"_L1].toString();
            QVERIFY2(ours.contains(id), qPrintable(id));
            const QJsonObject our = ours.value(id);
            QCOMPARE(our["type"_L1].toString(), record["CacheType"_L1].toString());
            QCOMPARE(our["description"_L1].toString(), record["Description"_L1].toString());
            QCOMPARE(our["in_use"_L1].toBool() ? u"true"_s : u"false"_s, record["InUse"_L1].toString());
            QCOMPARE(our["shared"_L1].toBool() ? u"true"_s : u"false"_s, record["Shared"_L1].toString());
            QCOMPARE(dockerSize(our["size"_L1].toInteger(), 3), record["Size"_L1].toString());
            QCOMPARE(seconds(our["created"_L1].toString()), seconds(record["CreatedAt"_L1].toString()));
            QCOMPARE(seconds(our["last_used"_L1].toString()), seconds(record["LastUsedAt"_L1].toString()));
            QCOMPARE(QString::number(our["use_count"_L1].toInt()), record["UsageCount"_L1].toString());
        }
        const Ran du = m_sample->docker({u"buildx"_s, u"du"_s, u"--verbose"_s});
        RAN(du);
        const auto listed = paragraphs(du.out);
        QCOMPARE(listed.size(), ours.size());
        for (auto it = listed.cbegin(); it != listed.cend(); ++it) {
            const QJsonObject our = ours.value(it.key());
            QStringList parents;
            for (const QJsonValue parent : our["parents"_L1].toArray())
                parents << parent.toString();
            QCOMPARE(parents.join(u", "_s), it->value(u"Parent"_s, it->value(u"Parents"_s)));
            QCOMPARE(QString::number(our["use_count"_L1].toInt()), it->value(u"Usage count"_s, u"0"_s));
            QCOMPARE(our["type"_L1].toString(), it->value(u"Type"_s));
            QCOMPARE(our["description"_L1].toString().simplified(), it->value(u"Description"_s).simplified());
            QCOMPARE(our["shared"_L1].toBool() ? u"true"_s : u"false"_s, it->value(u"Shared"_s));
            QCOMPARE(our["in_use"_L1].toBool() ? u"false"_s : u"true"_s, it->value(u"Reclaimable"_s));
            QCOMPARE(dockerSize(our["size"_L1].toInteger(), 4), it->value(u"Size"_s));
            QCOMPARE(seconds(our["created"_L1].toString()), seconds(it->value(u"Created at"_s)));
        }
    }

    /// Each record that the sample's steps made has its owner.
    void owners()
    {
        NEED_ENGINE();
        QMap<QString, QSet<int>> steps;
        QStringList unknown;
        for (const QJsonValue record : json({u"cache"_s})["records"_L1].toArray()) {
            for (const QJsonValue owner : record["owners"_L1].toArray())
                steps[owner["service"_L1].toString()].insert(owner["step"_L1].toInt());
            const bool isStep = record["type"_L1] == "regular"_L1 && !record["instruction"_L1].isNull();
            if (isStep && record["service"_L1].isNull() && !m_before.contains(record["id"_L1].toString()))
                unknown << record["description"_L1].toString();
        }
        QCOMPARE(steps.value(u"backend"_s).size(), 14);
        QCOMPARE(steps.value(u"frontend"_s).size(), 13);
        QVERIFY2(unknown.isEmpty(), qPrintable(unknown.join(u'\n')));
    }

    void differences()
    {
        NEED_ENGINE();
        const QJsonObject same = json({u"diff"_s, imageName(u"backend"_s), imageName(u"backend"_s)});
        QVERIFY(same["part_at"_L1].isNull());
        const QJsonObject other = json({u"diff"_s, imageName(u"backend"_s), imageName(u"frontend"_s)});
        QCOMPARE(other["part_at"_L1].toInt(), other["shared"_L1].toArray().size());
        QCOMPARE(other["shared"_L1].toArray().size(), 2);
    }

    void whatIsNotThere()
    {
        NEED_ENGINE();
        for (const QStringList &arguments : {QStringList{u"layers"_s, u"no-such-image"_s}, QStringList{u"diff"_s, u"no-such"_s, u"image"_s}}) {
            const Ran ran = m_sample->layerdeck(arguments + QStringList{u"--json"_s});
            QCOMPARE(ran.code, 3);
            QVERIFY2(objectOf(ran.out)["error"_L1]["message"_L1].toString().contains("has no image"_L1), qPrintable(ran.out));
        }
    }
};

QTEST_GUILESS_MAIN(TestHoldings)
#include "tst_holdings.moc"
