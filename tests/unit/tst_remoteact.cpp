// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/remoteact.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;
using State = KeptRemoteStep::State;

class TestRemoteAct : public QObject
{
    Q_OBJECT

    const QList<KeptRemoteStep> steps{{u"clear.yml"_s, u"Clear"_s, u"main"_s, {}, State::Begun, {}, {}, 41},
                                      {u"deploy.yml"_s, u"Deploy"_s, u"main"_s, {{u"force"_s, u"true"_s}}}};
    std::unique_ptr<QTemporaryDir> m_dir;
    RemoteActMemory memory(const QString &project = u"/p"_s, const QString &repository = u"github.com/a/b"_s) const { return {project, repository, m_dir->path()}; }
    QFileInfoList files() const { return QDir(m_dir->path()).entryInfoList({u"*.json"_s}, QDir::Files); }

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void remembersUntilForgotten()
    {
        QVERIFY(memory().left().isEmpty());
        QString id;
        {
            const Result<HeldRemoteAct> held = memory().begin(steps);
            QVERIFY2(held, held ? "" : qPrintable(held.error().sentences()));
            id = held->id();
            // Nobody has left it: somebody is at it.
            QVERIFY(memory().left().isEmpty());
            QList<KeptRemoteStep> taken;
            QVERIFY(!memory().take(id, taken));
        }
        QCOMPARE(memory().left(), (QList<KeptRemoteAct>{{id, steps}}));
        // Of this project and repository only.
        QVERIFY(memory(u"/p"_s, u"github.com/a/c"_s).left().isEmpty());
        QVERIFY(memory(u"/q"_s).left().isEmpty());
        QCOMPARE(files().size(), 1);
        QVERIFY(!(files().first().permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        QList<KeptRemoteStep> taken;
        std::optional<HeldRemoteAct> held = memory().take(id, taken);
        QVERIFY(held);
        QCOMPARE(taken, steps);
        held->forget();
        QVERIFY(memory().left().isEmpty());
        QVERIFY(QDir(m_dir->path()).isEmpty());
        QVERIFY(!memory().take(id, taken));
        QVERIFY(QDir(m_dir->path()).isEmpty());
    }

    /// Two windows do not write over each other, and the end of one forgets nothing of the other.
    void eachActOnItsOwn()
    {
        Result<HeldRemoteAct> one = memory().begin(steps);
        Result<HeldRemoteAct> other = memory().begin({steps.last()});
        QVERIFY(one && other && one->id() != other->id());
        one->forget();
        const QString id = other->id();
        other = failure(ErrorCode::Cancelled, {});
        QCOMPARE(memory().left(), (QList<KeptRemoteAct>{{id, {steps.last()}}}));
    }

    void whatIsSentIsNotPlanned()
    {
        const QDateTime time(QDate(2026, 11, 28), QTime(12, 0), Qt::UTC);
        QList<KeptRemoteStep> sent{{u"deploy.yml"_s, u"Deploy"_s, u"main"_s, {}, State::Sent, u"mara"_s, time}};
        {
            const Result<HeldRemoteAct> held = memory().begin(steps);
            QVERIFY(held && held->keep(sent));
        }
        QCOMPARE(memory().left().first().steps, sent);
    }

    /// An older Layerdeck did not tell what was sent from what was not.
    void ofAnOlderLayerdeck()
    {
        {
            const Result<HeldRemoteAct> held = memory().begin(steps);
            QVERIFY(held);
        }
        const QString path = files().first().filePath();
        const QString older = m_dir->filePath(files().first().fileName().section(u'-', 0, 0) + u".json"_s);
        QVERIFY(QFile::remove(path));
        QFile file(older);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"steps":[{"workflow":"clear.yml","name":"Clear","ref":"main","inputs":{},"run":41},)"
                   R"({"workflow":"deploy.yml","name":"Deploy","ref":"main","inputs":{"force":"true"},"run":0}]})");
        file.close();
        const QList<KeptRemoteAct> left = memory().left();
        QCOMPARE(left.size(), 1);
        QCOMPARE(left.first().steps.first().state, State::Begun);
        QCOMPARE(left.first().steps.first().runId, 41);
        QCOMPARE(left.first().steps.last().state, State::Sent);
        QVERIFY(left.first().steps.last().inputs.isEmpty() && !left.first().steps.last().sent.isValid());
        QList<KeptRemoteStep> taken;
        std::optional<HeldRemoteAct> held = memory().take(left.first().id, taken);
        QVERIFY(held);
        held->forget();
        QVERIFY(files().isEmpty());
    }

    void whatCannotBeReadOrWritten()
    {
        QString id;
        {
            const Result<HeldRemoteAct> held = memory().begin(steps);
            QVERIFY(held);
            id = held->id();
        }
        for (const QByteArray &text : {QByteArray(), QByteArray("{"), QByteArray(R"({"steps":[{"workflow":"x"}]})"), QByteArray(R"({"steps":3})")}) {
            QFile file(files().first().filePath());
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            file.close();
            QVERIFY(memory().left().isEmpty());
        }
        QFile blocked(m_dir->filePath(u"file"_s));
        QVERIFY(blocked.open(QIODevice::WriteOnly));
        blocked.close();
        const auto refused = RemoteActMemory(u"/p"_s, u"r"_s, m_dir->filePath(u"file/below"_s)).begin(steps);
        QVERIFY(!refused && refused.error().code == ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestRemoteAct)
#include "tst_remoteact.moc"
