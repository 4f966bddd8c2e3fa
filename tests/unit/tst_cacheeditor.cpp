// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/secrets.h"
#include "session/cacheeditor.h"
#include "session/cachepatterns.h"
#include "session/mergesettings.h"

#include <QDir>
#include <QFileInfo>
#include <QSemaphore>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

const QByteArray original = "# ours\nservices:\n  a:\n    build:\n      context: .\n  b:\n    build:\n      "
                            "context: b\n  db:\n    image: x\n";

} // namespace

namespace {

/// No thread of the pool is free while it lives: what is begun meanwhile has not ended.
struct BusyThreads
{
    BusyThreads()
    {
        QThreadPool::globalInstance()->waitForDone();
        for (int i = 0; i < count; ++i)
            QThreadPool::globalInstance()->start([this] {
                m_begun.release();
                m_end.acquire();
            });
        m_begun.acquire(count);
    }
    ~BusyThreads()
    {
        m_end.release(count);
        QThreadPool::globalInstance()->waitForDone();
    }

private:
    const int count = QThreadPool::globalInstance()->maxThreadCount();
    QSemaphore m_begun;
    QSemaphore m_end;
};

} // namespace

class TestCacheEditor : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<CacheEditor> m_editor;

    QString path(const QString &name = u"compose.yml"_s) const { return m_dir->filePath(name); }
    QByteArray onDisk(const QString &name = u"compose.yml"_s) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QByteArray &text, const QString &name = u"compose.yml"_s)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    void load(const QStringList &names = {u"compose.yml"_s})
    {
        ComposeFiles files;
        files.directory = m_dir->path();
        for (const QString &name : names)
            files.files << path(name);
        QSignalSpy loaded(m_editor.get(), &CacheEditor::loaded);
        m_editor->load(files, {});
        QTRY_COMPARE(loaded.count(), 1);
    }
    void add(const QString &service, const QString &source, const QString &key = {})
    {
        ServiceSettings wanted = m_editor->service(service).wanted;
        wanted.cacheFrom << source;
        m_editor->setSettings(service, wanted, key);
    }
    int added() const { return m_editor->check().added; }

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_editor = std::make_unique<CacheEditor>();
        write(original);
        load();
    }

    void editsAndUndoes()
    {
        add(u"a"_s, u"a:latest"_s);
        add(u"b"_s, u"b:latest"_s);
        QTRY_COMPARE(added(), 4);
        QCOMPARE(m_editor->changedServices(), 2);
        QCOMPARE(m_editor->changedSettings(), 2);
        QCOMPARE(m_editor->check().files.first().captions, QStringList{u"a, b"_s});
        m_editor->undo();
        QTRY_COMPARE(added(), 2);
        m_editor->undo();
        QVERIFY(!m_editor->isModified());
        QVERIFY(!m_editor->canUndo());
        QTRY_VERIFY(m_editor->check().files.isEmpty());
        m_editor->redo();
        m_editor->redo();
        QTRY_COMPARE(added(), 4);
        m_editor->discard();
        QVERIFY(!m_editor->isModified());
        m_editor->undo();
        QTRY_COMPARE(added(), 4);
        QCOMPARE(onDisk(), original);
    }

    void typingIsOneStep()
    {
        for (int i = 0; i < 5; ++i) {
            ServiceSettings wanted = m_editor->service(u"a"_s).wanted;
            wanted.target = wanted.target.value_or(QString()) + u'x';
            m_editor->setSettings(u"a"_s, wanted, u"target"_s);
        }
        m_editor->endStep();
        ServiceSettings wanted = m_editor->service(u"a"_s).wanted;
        wanted.target = u"y"_s;
        m_editor->setSettings(u"a"_s, wanted, u"target"_s);
        m_editor->undo();
        QCOMPARE(m_editor->service(u"a"_s).wanted.target, u"xxxxx"_s);
        m_editor->undo();
        QVERIFY(!m_editor->canUndo());
        // Typed and taken back: nothing to undo.
        const ServiceSettings before = m_editor->service(u"a"_s).wanted;
        m_editor->setSettings(u"a"_s, wanted, u"target"_s);
        QVERIFY(m_editor->canUndo());
        m_editor->setSettings(u"a"_s, before, u"target"_s);
        QVERIFY(!m_editor->canUndo() && !m_editor->canRedo());
    }

    void newestCheckWins()
    {
        QSignalSpy checked(m_editor.get(), &CacheEditor::checked);
        for (int i = 0; i < 50; ++i)
            add(u"a"_s, u"s%1:latest"_s.arg(i));
        QVERIFY(m_editor->isChecking());
        QVERIFY(!m_editor->canSave());
        QTRY_VERIFY(!m_editor->isChecking());
        QCOMPARE(added(), 51);
        QVERIFY2(checked.count() <= 2, "typing must not pile up checks");
    }

    void savesAtomicallyAndKeepsRights()
    {
        QFile::setPermissions(path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
        const auto before = QFileInfo(path()).permissions();
        add(u"a"_s, u"a:latest"_s);
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QVERIFY(onDisk().contains("- a:latest\n"));
        QCOMPARE(QFileInfo(path()).permissions(), before);
        QVERIFY(!m_editor->isModified());
        // Undoing what was saved gives the original bytes.
        m_editor->undo();
        QVERIFY(m_editor->isModified());
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QCOMPARE(onDisk(), original);
        m_editor->redo();
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QVERIFY(onDisk().contains("- a:latest\n"));
    }

    void aShortFormComesBackAfterASave()
    {
        const QByteArray brief = "services:\n  a:\n    build: ./a\n";
        write(brief);
        load();
        add(u"a"_s, u"a:latest"_s);
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QVERIFY(onDisk().contains("context: ./a"));
        m_editor->undo();
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QCOMPARE(onDisk(), brief);
    }

    /// Where one service takes settings of another through an anchor, only one order of the two leads back.
    void sharersGoBackTogether()
    {
        const QByteArray shared = "services:\n  a:\n    build: &wb\n      context: .\n  b:\n    build: *wb\n";
        write(shared);
        load();
        add(u"a"_s, u"x:1"_s);
        add(u"b"_s, u"x:1"_s);
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QVERIFY(onDisk() != shared);
        m_editor->undo();
        m_editor->undo();
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->check().refused.isEmpty());
        QVERIFY(m_editor->save());
        QCOMPARE(onDisk(), shared);
    }

    void theOrderOfArgumentsIsNoChange()
    {
        const QByteArray text = "services:\n  a:\n    build:\n      context: .\n      args:\n        A: x\n        B: y\n";
        write(text);
        load();
        ServiceSettings wanted = m_editor->service(u"a"_s).wanted;
        wanted.args[0].name = u"C"_s; // where it stood
        m_editor->setSettings(u"a"_s, wanted);
        QCOMPARE(m_editor->service(u"a"_s).wanted.args.first().name, u"C"_s);
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QVERIFY(onDisk().endsWith("        B: y\n        C: x\n"));
        QVERIFY(!m_editor->isModified());
        QVERIFY(!m_editor->service(u"a"_s).isEdited());
        m_editor->undo();
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QCOMPARE(onDisk(), text);
        QVERIFY(!m_editor->isModified());
        m_editor->redo();
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QVERIFY(!m_editor->isModified());
    }

    void aLaterStepMayNameArgumentsInAnotherOrder()
    {
        write("services:\n  a:\n    build:\n      context: .\n      args: [A=1, B=2]\n");
        load();
        const ServiceSettings first = m_editor->service(u"a"_s).wanted;
        ServiceSettings wanted = first;
        wanted.image = u"x"_s;
        m_editor->setSettings(u"a"_s, wanted);
        wanted.args = {{u"B"_s, u"2"_s}, {u"C"_s, u"3"_s}, {u"A"_s, u"1"_s}};
        m_editor->setSettings(u"a"_s, wanted);
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QVERIFY(!m_editor->isModified());
        m_editor->undo();
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QVERIFY(!m_editor->isModified());
        QVERIFY(!m_editor->service(u"a"_s).wanted.arg(u"C"_s));
    }

    void anArgumentThatStandsTwiceKeepsNothingElseFromBeingSaved()
    {
        write("services:\n  a:\n    image: x\n    build:\n      context: .\n      args: [A=1, A=2]\n");
        load();
        ServiceSettings wanted = m_editor->service(u"a"_s).wanted;
        wanted.image = u"z"_s;
        m_editor->setSettings(u"a"_s, wanted);
        QTRY_VERIFY(!m_editor->isChecking());
        QVERIFY(m_editor->check().refused.isEmpty());
        QCOMPARE(m_editor->changedSettings(), 1);
        QVERIFY(m_editor->save());
        QCOMPARE(onDisk(), "services:\n  a:\n    image: z\n    build:\n      context: .\n      args: [A=1, A=2]\n");
    }

    void followsALink()
    {
        QVERIFY(QFile::rename(path(), path(u"real.yml"_s)));
        QVERIFY(QFile::link(path(u"real.yml"_s), path()));
        add(u"a"_s, u"a:latest"_s);
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QVERIFY(QFileInfo(path()).isSymLink());
        QVERIFY(onDisk(u"real.yml"_s).contains("a:latest"));
    }

    void neverOverwritesSomeoneElse()
    {
        add(u"a"_s, u"a:latest"_s);
        QTRY_VERIFY(m_editor->canSave());
        write(original + "# theirs\n");
        const auto saved = m_editor->save();
        QVERIFY(!saved);
        QVERIFY(saved.error().message.contains("someone else"_L1));
        QCOMPARE(onDisk(), original + "# theirs\n");
        QVERIFY(m_editor->isModified());
        QCOMPARE(m_editor->externalChanges().size(), 1);
        QTRY_COMPARE(m_editor->externalChanges().first().diff.added, 1);
        QVERIFY(m_editor->saveAs(0, path(u"mine.yml"_s)));
        QVERIFY(onDisk(u"mine.yml"_s).contains("a:latest"));
        m_editor->merge();
        QVERIFY(m_editor->externalChanges().isEmpty());
        QVERIFY(m_editor->notMerged().isEmpty());
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QVERIFY(onDisk().endsWith("# theirs\n") && onDisk().contains("a:latest"));
        m_editor->undo();
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QCOMPARE(onDisk(), original + "# theirs\n");
    }

    void looksAtTheDiskBesideTheWindow()
    {
        QSignalSpy news(m_editor.get(), &CacheEditor::externalChanged);
        QSignalSpy diffed(m_editor.get(), &CacheEditor::externalDiffed);
        write(original + "# theirs\n");
        {
            const BusyThreads busy;
            m_editor->lookAtDisk();
            QVERIFY(m_editor->isLookingAtDisk());
            QVERIFY(m_editor->externalChanges().isEmpty());
        }
        QTRY_COMPARE(diffed.count(), 1);
        QCOMPARE(news.count(), 1);
        QCOMPARE(m_editor->externalChanges().first().diff.added, 1);
        m_editor->lookAtDisk();
        QTRY_VERIFY(!m_editor->isLookingAtDisk());
        QCOMPARE(news.count(), 1);
        write(original);
        m_editor->lookAtDisk();
        QTRY_VERIFY(m_editor->externalChanges().isEmpty());
        // What was saved meanwhile is nobody else's.
        add(u"a"_s, u"a:latest"_s);
        QTRY_VERIFY(m_editor->canSave());
        news.clear();
        {
            const BusyThreads busy;
            m_editor->lookAtDisk();
            QVERIFY(m_editor->save());
            QVERIFY(m_editor->isLookingAtDisk());
        }
        QTRY_VERIFY(!m_editor->isLookingAtDisk());
        QCOMPARE(news.count(), 0);
        // What someone wrote while the files were read is seen.
        ComposeFiles files;
        files.directory = m_dir->path();
        files.files << path();
        m_editor->load(files, {});
        QThreadPool::globalInstance()->waitForDone();
        write(original + "# later\n");
        m_editor->lookAtDisk();
        QTRY_COMPARE(m_editor->externalChanges().size(), 1);
        QVERIFY(!m_editor->isLoading());
        QTRY_VERIFY(!m_editor->isLookingAtDisk());
        QCOMPARE(m_editor->externalChanges().size(), 1);
        // Nor does it matter when the editor goes meanwhile.
        m_editor->lookAtDisk();
        m_editor.reset();
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
    }

    void savesAsNoFileOfTheProject()
    {
        write("services:\n  a:\n    build:\n      target: x\n", u"compose.override.yml"_s);
        load({u"compose.yml"_s, u"compose.override.yml"_s});
        add(u"a"_s, u"a:latest"_s);
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(QFile::link(path(), path(u"link.yml"_s)));
        const QByteArray override = onDisk(u"compose.override.yml"_s);
        for (const QString &name :
             {u"compose.yml"_s, u"./compose.override.yml"_s, u"x/../compose.yml"_s, u"link.yml"_s}) {
            const auto saved = m_editor->saveAs(0, path(name));
            QVERIFY2(!saved, qPrintable(name));
            QVERIFY(saved.error().message.contains("is a file of this project"_L1));
        }
        // One that Compose would find by its name, the next time that it is called.
        for (const QString &name : {u"docker-compose.override.yml"_s, u"compose.yaml"_s, u"x/../compose.override.yaml"_s}) {
            const auto saved = m_editor->saveAs(1, path(name));
            QVERIFY2(!saved && saved.error().message.contains("as a part of this project by its name"_L1), qPrintable(name));
            QVERIFY(!QFile::exists(path(name)));
        }
        QCOMPARE(onDisk(), original);
        QCOMPARE(onDisk(u"compose.override.yml"_s), override);
        // Nor is there a new text where nothing was changed.
        QVERIFY(!m_editor->saveAs(0, path(u"compose.mine.yml"_s)));
        QVERIFY(!QFile::exists(path(u"compose.mine.yml"_s)));
        QVERIFY(m_editor->saveAs(1, path(u"compose.mine.yml"_s)));
        QVERIFY(onDisk(u"compose.mine.yml"_s).contains("a:latest"));
    }

    void mergesNothingWhileItReads()
    {
        add(u"a"_s, u"a:latest"_s);
        write(original + "# theirs\n");
        m_editor->lookAtDisk();
        QTRY_COMPARE(m_editor->externalChanges().size(), 1);
        ComposeFiles files;
        files.directory = m_dir->path();
        files.files << path();
        m_editor->load(files, {});
        QVERIFY(!m_editor->merge());
        QTRY_VERIFY(!m_editor->isLoading());
        add(u"a"_s, u"a:latest"_s);
        QTRY_VERIFY(m_editor->canSave());
    }

    void usingYoursTakesOnlyWhatYouChanged()
    {
        const auto with = [](const QStringList &list) {
            ServiceSettings settings;
            settings.cacheFrom = list;
            return settings;
        };
        const auto used = [&](const QStringList &base, const QStringList &mine, const QStringList &theirs) {
            const ServiceSettings merged = mergeSettings(with(base), with(mine), with(theirs)).settings;
            return withMine(merged, with(base), with(mine), Setting::CacheFrom).cacheFrom;
        };
        QCOMPARE(used({u"a"_s, u"b"_s, u"c"_s}, {u"a2"_s, u"b"_s, u"c"_s}, {u"a3"_s, u"b"_s}), (QStringList{u"a2"_s, u"b"_s}));
        QCOMPARE(used({u"a"_s, u"b"_s, u"c"_s}, {u"c"_s, u"b"_s, u"a"_s}, {u"a"_s, u"b"_s, u"d"_s}), (QStringList{u"b"_s, u"a"_s, u"d"_s}));
    }

    void whatWasLeftOutCanStillBeWanted()
    {
        const QByteArray args = "services:\n  a:\n    build:\n      context: .\n      args:\n        A: 1\n        B: 1\n";
        write(args);
        load();
        ServiceSettings wanted = m_editor->service(u"a"_s).wanted;
        wanted.setArg({u"A"_s, u"mine"_s});
        m_editor->setSettings(u"a"_s, wanted);
        QByteArray theirs = args;
        theirs.replace("A: 1", "A: theirs").replace("B: 1", "B: theirs");
        write(theirs);
        QVERIFY(m_editor->merge());
        QCOMPARE(m_editor->notMerged(), QStringList{u"a, args: you wrote A: mine, the file now has “A: theirs”."_s});
        // Nothing is left of the step.
        QVERIFY(!m_editor->isModified() && !m_editor->canUndo() && m_editor->canUseMine());
        m_editor->useMine();
        QVERIFY(m_editor->notMerged().isEmpty() && !m_editor->canUseMine());
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QCOMPARE(onDisk(), theirs.replace("A: theirs", "A: mine"));
        m_editor->undo();
        QTRY_VERIFY(m_editor->canSave());
    }

    void undoingTellsWhatItChanges()
    {
        write("services:\n  b:\n    build:\n      target: x\n", u"compose.override.yml"_s);
        load({u"compose.yml"_s, u"compose.override.yml"_s});
        add(u"a"_s, u"a:latest"_s);
        add(u"b"_s, u"b:latest"_s);
        m_editor->chooseFile(u"b"_s, 0);
        QVERIFY(m_editor->service(u"b"_s).wanted.cacheFrom.isEmpty());
        QCOMPARE(m_editor->undo(), QStringList{u"b"_s});
        QCOMPARE(m_editor->service(u"b"_s).file, 1);
        QCOMPARE(m_editor->undo(), QStringList{u"a"_s});
        QVERIFY(!m_editor->canUndo() && m_editor->undo().isEmpty());
        QCOMPARE(m_editor->redo(), QStringList{u"a"_s});
    }

    void mergesNothingFromWhatCannotBeRead()
    {
        add(u"a"_s, u"a:latest"_s);
        write("services:\n  a: [\n  b: }\n");
        const auto merged = m_editor->merge();
        QVERIFY(!merged);
        QVERIFY2(merged.error().message.contains("cannot be read as YAML at line "_L1),
                 qPrintable(merged.error().message));
        QVERIFY(m_editor->notMerged().isEmpty());
        QVERIFY(m_editor->isModified());
        write(original + "# repaired\n");
        QVERIFY(m_editor->merge());
        QVERIFY(m_editor->isModified());
        QTRY_VERIFY(m_editor->canSave());
    }

    void writesAgainWhatIsGone()
    {
        add(u"a"_s, u"a:latest"_s);
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(QFile::remove(path()));
        QVERIFY(!m_editor->save());
        QVERIFY(m_editor->externalChanges().first().isGone);
        QVERIFY(!QFile::exists(path()));
        QVERIFY(m_editor->writeAgain());
        QVERIFY(onDisk().startsWith("# ours\n") && onDisk().contains("a:latest"));
        QVERIFY(!m_editor->isModified());
        QVERIFY(m_editor->externalChanges().isEmpty());
    }

    void saysWhatCannotBeMerged()
    {
        ServiceSettings wanted = m_editor->service(u"a"_s).wanted;
        wanted.target = u"mine"_s;
        m_editor->setSettings(u"a"_s, wanted);
        add(u"b"_s, u"b:latest"_s);
        QTRY_VERIFY(m_editor->canSave());
        write("services:\n  a:\n    build:\n      context: .\n      target: theirs\n");
        m_editor->lookAtDisk();
        m_editor->merge();
        QCOMPARE(m_editor->notMerged().size(), 2);
        QVERIFY(m_editor->notMerged().at(0).contains("“mine”"_L1) ||
                m_editor->notMerged().at(0).contains(u"mine"_s));
        QVERIFY(m_editor->notMerged().at(1).contains("no longer has"_L1));
        QVERIFY(!m_editor->isModified());
        add(u"a"_s, u"a:latest"_s);
        QVERIFY(m_editor->notMerged().isEmpty());
    }

    void keepsEverythingWhereItCannotWrite()
    {
        add(u"a"_s, u"a:latest"_s);
        QTRY_VERIFY(m_editor->canSave());
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
        QVERIFY(m_editor->isModified());
        QTRY_VERIFY(m_editor->canSave());
    }

    void otherThingsInTheFilesPlace()
    {
        add(u"a"_s, u"a:latest"_s);
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(QFile::remove(path()));
        QCOMPARE(::mkfifo(QFile::encodeName(path()).constData(), 0600), 0);
        const auto saved = m_editor->save();
        QVERIFY(!saved);
        QVERIFY2(saved.error().message.contains("pipe"_L1), qPrintable(saved.error().message));
        QVERIFY(m_editor->isModified());
        QVERIFY(QFile::remove(path()));
        QVERIFY(QDir(m_dir->path()).mkdir(u"compose.yml"_s));
        QVERIFY(!m_editor->save());
        load();
        QVERIFY(m_editor->services().isEmpty());
        QVERIFY(m_editor->files().first().error);
    }

    void changesGoToTheChosenFile()
    {
        write("services:\n  a:\n    build:\n      target: dev\n  b:\n    ports: []\n", u"over.yml"_s);
        load({u"compose.yml"_s, u"over.yml"_s});
        QCOMPARE(m_editor->service(u"a"_s).file, 1);
        QCOMPARE(m_editor->service(u"b"_s).file, 0);
        QCOMPARE(m_editor->service(u"a"_s).choices, (QList<int>{0, 1}));
        add(u"a"_s, u"one"_s);
        m_editor->chooseFile(u"a"_s, 0);
        QVERIFY(m_editor->isEdited(u"a"_s));
        // The first change is still one.
        QCOMPARE(m_editor->editedServices().size(), 1);
        QCOMPARE(m_editor->editedServices().first().file, 1);
        QCOMPARE(m_editor->editedServices().first().wanted.cacheFrom, QStringList{u"one"_s});
        add(u"a"_s, u"two"_s);
        QCOMPARE(m_editor->editedServices().size(), 2);
        QCOMPARE(m_editor->editedServices().first().file, 0);
        QTRY_COMPARE(m_editor->check().files.size(), 2);
        QTRY_VERIFY(m_editor->canSave());
        m_editor->undo();
        m_editor->undo();
        QCOMPARE(m_editor->service(u"a"_s).file, 1);
        m_editor->redo();
        m_editor->redo();
        QTRY_VERIFY(m_editor->canSave());
        QVERIFY(m_editor->save());
        QVERIFY(onDisk().contains("- two"));
        QVERIFY(onDisk(u"over.yml"_s).contains("- one"));
        const EditedService service = m_editor->service(u"a"_s);
        QCOMPARE(service.inherited.size(), 1);
        QVERIFY(service.inherited.first().later);
        QCOMPARE(service.written(Setting::Target), u"dev"_s);
    }

    void extendsIsInherited()
    {
        write("services:\n  base:\n    build:\n      context: .\n      cache_from: [x]\n      target: t\n  "
              "a:\n    extends: base\n");
        load();
        const EditedService service = m_editor->service(u"a"_s);
        QVERIFY(service.builds);
        QCOMPARE(service.inherited.size(), 1);
        QCOMPARE(service.inherited.first().settings.cacheFrom, QStringList{u"x"_s});
        QCOMPARE(service.inherited.first().place(Setting::Target), u"compose.yml:6"_s);
        QCOMPARE(service.written(Setting::Target), u"t"_s);
    }

    void whatALaterFileExtendsIsLater()
    {
        write("services:\n  a:\n    build:\n      context: .\n      target: early\n");
        write("services:\n  base:\n    build:\n      target: late\n      cache_from: [x]\n  a:\n    extends: base\n", u"over.yml"_s);
        load({u"compose.yml"_s, u"over.yml"_s});
        m_editor->chooseFile(u"a"_s, 0);
        const EditedService service = m_editor->service(u"a"_s);
        QCOMPARE(service.file, 0);
        QVERIFY(service.inherited.first().extended && service.inherited.first().later);
        QCOMPARE(service.written(Setting::Target), u"late"_s);
    }

    void tellsABrokenFile()
    {
        write("services: [\n");
        load();
        QVERIFY(m_editor->services().isEmpty());
        QVERIFY(m_editor->files().first().error->message.startsWith("compose.yml, line "_L1));
    }

    void mergesSettings()
    {
        ServiceSettings base;
        base.cacheFrom = {u"a"_s, u"b"_s, u"c"_s};
        base.args = {{u"A"_s, u"1"_s}, {u"B"_s, u"2"_s}};
        ServiceSettings mine = base;
        mine.cacheFrom = {u"a"_s, u"new"_s, u"c"_s};
        mine.setArg({u"A"_s, u"mine"_s});
        mine.removeArg(u"B"_s);
        ServiceSettings theirs = base;
        theirs.cacheFrom = {u"z"_s, u"a"_s, u"b"_s, u"c"_s};
        theirs.setArg({u"A"_s, u"theirs"_s});
        theirs.setArg({u"C"_s, u"3"_s});
        const MergedSettings merged = mergeSettings(base, mine, theirs);
        QCOMPARE(merged.settings.cacheFrom, (QStringList{u"z"_s, u"a"_s, u"new"_s, u"c"_s}));
        QCOMPARE(merged.settings.args, (QList<BuildArgument>{{u"A"_s, u"theirs"_s}, {u"C"_s, u"3"_s}}));
        QCOMPARE(merged.conflicts.size(), 1);
        ServiceSettings without = base;
        without.image.reset();
        ServiceSettings other = base;
        other.image = u"other"_s;
        ServiceSettings named = base;
        named.image = u"named"_s;
        QCOMPARE(mergeSettings(named, without, other).conflicts.value(0).sentence,
                 u"image: you removed it, the file now has “other”."_s);
        QCOMPARE(mergeSettings(named, other, without).conflicts.value(0).sentence,
                 u"image: you wrote “other”, the file no longer has it."_s);
        QCOMPARE(mergeSettings(base, mine, base).settings, mine);
        QCOMPARE(mergeSettings(base, base, theirs).settings, theirs);
    }

    void mergedListsSayWhatIsLost_data()
    {
        QTest::addColumn<QStringList>("base");
        QTest::addColumn<QStringList>("mine");
        QTest::addColumn<QStringList>("theirs");
        QTest::addColumn<QStringList>("merged");
        QTest::addColumn<QStringList>("sentences");
        const QString order = u"cache_from: you changed the order to “%1”, the file now has “%2”."_s;
        const QString replaced = u"cache_from: you wrote “%1” instead of “%2”, the file now has “%3”."_s;
        const QStringList none;
        const QStringList ab{u"a"_s, u"b"_s};
        const QStringList ba{u"b"_s, u"a"_s};
        const auto row = [&](const char *name, const QStringList &base, const QStringList &mine,
                             const QStringList &theirs, const QStringList &merged, const QStringList &sentences) {
            QTest::newRow(name) << base << mine << theirs << merged << sentences;
        };
        row("moved here, added there", ab, ba, ab + QStringList{u"c"_s}, ab + QStringList{u"c"_s},
            {order.arg(u"b, a"_s, u"a, b"_s)});
        row("moved there, added here", ab, ab + QStringList{u"c"_s}, ba, {u"b"_s, u"c"_s, u"a"_s}, none);
        row("both moved alike", ab, ba, ba + QStringList{u"c"_s}, ba + QStringList{u"c"_s}, none);
        row("moved here, gone there", {u"a"_s, u"b"_s, u"c"_s}, {u"c"_s, u"a"_s, u"b"_s}, ab, ab, none);
        row("both replaced", ab, {u"a1"_s, u"b"_s}, {u"a2"_s, u"b"_s}, {u"a2"_s, u"b"_s},
            {replaced.arg(u"a1"_s, u"a"_s, u"a2"_s)});
        row("both replaced alike", ab, {u"a1"_s, u"b"_s}, {u"a1"_s, u"b"_s, u"c"_s}, {u"a1"_s, u"b"_s, u"c"_s}, none);
        row("each replaced another", ab, {u"a1"_s, u"b"_s}, {u"a"_s, u"b2"_s}, {u"a1"_s, u"b2"_s}, none);
        row("a secret", {u"type=s3,secret_access_key=one"_s}, {u"type=s3,secret_access_key=two"_s},
            {u"type=s3,secret_access_key=three"_s}, {u"type=s3,secret_access_key=three"_s},
            {replaced.arg(shownEntry(u"type=s3,secret_access_key=two"_s), shownEntry(u"type=s3,secret_access_key=one"_s),
                          shownEntry(u"type=s3,secret_access_key=three"_s))});
    }
    void mergedListsSayWhatIsLost()
    {
        QFETCH(QStringList, base);
        QFETCH(QStringList, mine);
        QFETCH(QStringList, theirs);
        QFETCH(QStringList, merged);
        QFETCH(QStringList, sentences);
        ServiceSettings was;
        was.cacheFrom = base;
        ServiceSettings wanted;
        wanted.cacheFrom = mine;
        ServiceSettings now;
        now.cacheFrom = theirs;
        const MergedSettings result = mergeSettings(was, wanted, now);
        QCOMPARE(result.settings.cacheFrom, merged);
        QStringList said;
        for (const NotReapplied &conflict : result.conflicts) {
            QCOMPARE(conflict.setting, Setting::CacheFrom);
            said << conflict.sentence;
        }
        QCOMPARE(said, sentences);
        for (const QString &sentence : said)
            QVERIFY(!sentence.contains("key=two"_L1));
    }

    void patterns()
    {
        EditedService a;
        a.name = u"a"_s;
        const QString image = u"ghcr.io/acme/a:1"_s;
        a.wanted = withPattern(CachePattern::Id::RegistryMax, a, image);
        QCOMPARE(a.wanted.cacheFrom, QStringList{u"type=registry,ref=ghcr.io/acme/a:cache"_s});
        QCOMPARE(a.wanted.cacheTo, QStringList{u"type=registry,ref=ghcr.io/acme/a:cache,mode=max"_s});
        QCOMPARE(withPattern(CachePattern::Id::RegistryMax, a, image), a.wanted);
        a.wanted = {};
        a.wanted = withPattern(CachePattern::Id::PreviousImage, a, image);
        QCOMPARE(a.wanted.cacheFrom, QStringList{image});
        QVERIFY(a.wanted.arg(u"BUILDKIT_INLINE_CACHE"_s));
        a.wanted.cacheTo << u"type=inline"_s;
        a.wanted = withPattern(CachePattern::Id::RemoveInline, a, image);
        QVERIFY(a.wanted.args.isEmpty() && a.wanted.cacheTo.isEmpty());
        QCOMPARE(whyPatternChangesNothing(CachePattern::Id::RemoveInline, a), u"a writes no inline cache."_s);
    }

    void patternsSeeWhatOtherFilesWrite()
    {
        write("services:\n  a:\n    image: i\n    build:\n      context: .\n      cache_from: [i]\n      args:\n        - X=1\n        - BUILDKIT_INLINE_CACHE=1\n");
        write("services:\n  a:\n    build:\n      args: [X=2]\n", u"over.yml"_s);
        load({u"compose.yml"_s, u"over.yml"_s});
        m_editor->chooseFile(u"a"_s, 1);
        const EditedService over = m_editor->service(u"a"_s);
        QCOMPARE(over.argument(u"X"_s)->value, u"2"_s);
        QVERIFY(!over.argumentGiver(u"X"_s));
        QCOMPARE(withPattern(CachePattern::Id::PreviousImage, over, u"i"_s), over.wanted);
        QCOMPARE(withPattern(CachePattern::Id::RemoveInline, over, u"i"_s), over.wanted);
        QVERIFY(whyPatternChangesNothing(CachePattern::Id::RemoveInline, over).contains("compose.yml:9"_L1));
        m_editor->chooseFile(u"a"_s, 0);
        const EditedService base = m_editor->service(u"a"_s);
        QCOMPARE(base.argument(u"X"_s)->value, u"2"_s);
        QCOMPARE(base.argumentGiver(u"X"_s)->argumentPlace(u"X"_s), u"over.yml:4"_s);
        QVERIFY(withPattern(CachePattern::Id::RemoveInline, base, u"i"_s) != base.wanted);
    }
};

QTEST_GUILESS_MAIN(TestCacheEditor)
#include "tst_cacheeditor.moc"
