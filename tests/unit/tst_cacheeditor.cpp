// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/cacheeditor.h"

#include <QDir>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <sys/resource.h>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

const QByteArray original = "# ours\nservices:\n  a:\n    build:\n      context: .\n  b:\n    build:\n      context: b\n  db:\n    image: x\n";

} // namespace

class TestCacheEditor : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<CacheEditor> m_editor;

    QString path() const { return m_dir->filePath(u"compose.yml"_s); }
    QByteArray onDisk() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QByteArray &text)
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_editor = std::make_unique<CacheEditor>();
        write(original);
        QVERIFY(m_editor->load({path()}, m_dir->path()));
    }

    void editsAndUndoes()
    {
        QSignalSpy changed(m_editor.get(), &CacheEditor::changed);
        QVERIFY(m_editor->addSource(u"a"_s, u"a:latest"_s));
        QVERIFY(m_editor->addSource(u"b"_s, u"b:latest"_s));
        QCOMPARE(changed.count(), 2);
        QCOMPARE(m_editor->diff(0).added, 4);
        QCOMPARE(m_editor->changedServices(), 2);
        QCOMPARE(m_editor->services().at(0).written.cacheFrom, QStringList{u"a:latest"_s});
        m_editor->undo();
        QCOMPARE(m_editor->diff(0).added, 2);
        m_editor->undo();
        QVERIFY(!m_editor->isModified());
        QVERIFY(!m_editor->canUndo());
        m_editor->redo();
        m_editor->redo();
        QCOMPARE(m_editor->diff(0).added, 4);
        m_editor->discard();
        QVERIFY(!m_editor->isModified());
        m_editor->undo();
        QCOMPARE(m_editor->diff(0).added, 4);
        QCOMPARE(onDisk(), original);
    }

    void savesAtomicallyAndKeepsRights()
    {
        QFile::setPermissions(path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
        const auto before = QFileInfo(path()).permissions();
        QVERIFY(m_editor->addSource(u"a"_s, u"a:latest"_s));
        QVERIFY(m_editor->save());
        QVERIFY(onDisk().contains("- a:latest\n"));
        QCOMPARE(QFileInfo(path()).permissions(), before);
        QVERIFY(!m_editor->isModified());
        QVERIFY(m_editor->canUndo());
    }

    void followsALink()
    {
        const QString real = m_dir->filePath(u"real.yml"_s);
        QVERIFY(QFile::rename(path(), real));
        QVERIFY(QFile::link(real, path()));
        QVERIFY(m_editor->addSource(u"a"_s, u"a:latest"_s));
        QVERIFY(m_editor->save());
        QVERIFY(QFileInfo(path()).isSymLink());
        QVERIFY(onDisk().contains("a:latest"));
    }

    void neverOverwritesSomeoneElse()
    {
        QVERIFY(m_editor->addSource(u"a"_s, u"a:latest"_s));
        write(original + "# theirs\n");
        QVERIFY(m_editor->changedOnDisk());
        const auto saved = m_editor->save();
        QVERIFY(!saved);
        QVERIFY(saved.error().message.contains("someone else"_L1));
        QCOMPARE(onDisk(), original + "# theirs\n");
        QVERIFY(m_editor->isModified());
    }

    void keepsEverythingWhereItCannotWrite()
    {
        QVERIFY(m_editor->addSource(u"a"_s, u"a:latest"_s));
        // What a full disk looks like to a writer: no byte more is taken. Holds for root too.
        rlimit before = {};
        ::getrlimit(RLIMIT_FSIZE, &before);
        const rlimit nothing = {1, before.rlim_max};
        ::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &nothing);
        const auto saved = m_editor->save();
        ::setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(onDisk(), original);
        QVERIFY(!saved);
        QVERIFY(saved.error().unchanged.contains("still here"_L1));
        QCOMPARE(onDisk(), original);
        QVERIFY(m_editor->isModified());
    }

    void refusesWithoutAChange()
    {
        QVERIFY(!m_editor->addSource(u"db"_s, u"x"_s));
        QVERIFY(!m_editor->addSource(u"none"_s, u"x"_s));
        QVERIFY(!m_editor->removeSource(u"a"_s, 0));
        QVERIFY(!m_editor->canUndo());
    }

    void changesGoToTheLastFileThatBuilds()
    {
        const QString over = m_dir->filePath(u"compose.override.yml"_s);
        QFile file(over);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("services:\n  a:\n    build:\n      target: dev\n  b:\n    ports: []\n");
        file.close();
        QVERIFY(m_editor->load({path(), over}, m_dir->path()));
        QVERIFY(m_editor->addSource(u"a"_s, u"a:latest"_s));
        QVERIFY(m_editor->addSource(u"b"_s, u"b:latest"_s));
        QCOMPARE(m_editor->diff(1).added, 2);
        QCOMPARE(m_editor->diff(0).added, 2);
        QCOMPARE(m_editor->fileName(1), u"compose.override.yml"_s);
    }

    void tellsABrokenFile()
    {
        write("services: [\n");
        const auto loaded = m_editor->load({path()}, m_dir->path());
        QVERIFY(!loaded);
        QVERIFY(loaded.error().message.startsWith("compose.yml, line "_L1));
        QVERIFY(m_editor->services().isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestCacheEditor)
#include "tst_cacheeditor.moc"
