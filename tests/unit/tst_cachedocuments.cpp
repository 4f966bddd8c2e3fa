// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/cacheeditor.h"

#include <QFile>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

const QByteArray original = "services:\n  a:\n    image: foo\n    build: .\n    profiles: [p]\n---\nservices:\n  a:\n    build:\n      cache_from: [two]\n"
                            "  b:\n    build: ./b\n";

} // namespace

/// The editor on a file with several documents: each is chosen like a file, and all are one text.
class TestCacheDocuments : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<CacheEditor> m_editor;

    QByteArray onDisk() const
    {
        QFile file(m_dir->filePath(u"compose.yml"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QByteArray &text)
    {
        QFile file(m_dir->filePath(u"compose.yml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    void add(const QString &service, const QString &source)
    {
        ServiceSettings wanted = m_editor->service(service).wanted;
        wanted.cacheFrom << source;
        m_editor->setSettings(service, wanted);
    }
    void settle() { QTRY_VERIFY(!m_editor->isChecking() && !m_editor->isLookingAtDisk()); }
    static QByteArray bothChanged()
    {
        return QByteArray(original).replace("    build: .\n", "    build:\n      context: .\n      cache_from:\n        - one\n").replace("[two]", "[two, new]");
    }
    void changeBoth()
    {
        add(u"a"_s, u"new"_s);
        m_editor->chooseFile(u"a"_s, 0);
        add(u"a"_s, u"one"_s);
        settle();
    }

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_editor = std::make_unique<CacheEditor>();
        write(original);
        QSignalSpy loaded(m_editor.get(), &CacheEditor::loaded);
        m_editor->load(ComposeFiles{m_dir->path(), {m_dir->filePath(u"compose.yml"_s)}, {}}, {});
        QTRY_COMPARE(loaded.count(), 1);
    }

    void showsWhatTheOthersWrite()
    {
        QCOMPARE(m_editor->services(), (QStringList{u"a"_s, u"b"_s}));
        const EditedService a = m_editor->service(u"a"_s);
        QCOMPARE(a.file, 1);
        QCOMPARE(a.choices, (QList{0, 1}));
        QCOMPARE(a.wanted.cacheFrom, QStringList{u"two"_s});
        QCOMPARE(a.written(Setting::Image), u"foo"_s);
        QCOMPARE(a.giver(Setting::Image)->place(Setting::Image), u"compose.yml:3"_s);
        QVERIFY(!a.giver(Setting::Image)->later);
        QCOMPARE(a.context, u"."_s);
        QVERIFY(a.whyNotEditable.isEmpty());
    }

    void changesOfBothAreOneText()
    {
        changeBoth();
        QCOMPARE(m_editor->check().files.size(), 1);
        QVERIFY(m_editor->check().refused.isEmpty());
        QCOMPARE(m_editor->check().files.first().text.text(), bothChanged());
        QVERIFY(m_editor->check().file(0) && m_editor->check().file(0) == m_editor->check().file(1));
        QCOMPARE(m_editor->check().files.first().captions.join(u"; "_s), u"a"_s);
        QVERIFY(m_editor->save());
        QCOMPARE(onDisk(), bothChanged());
        QVERIFY(!m_editor->isModified());
        settle();
        QVERIFY(m_editor->externalChanges().isEmpty());
        // After saving each undo takes back what it did, in its document.
        m_editor->undo();
        settle();
        QCOMPARE(m_editor->check().files.first().text.text(),
                 QByteArray(original).replace("    build: .\n", "    build:\n      context: .\n").replace("[two]", "[two, new]"));
        while (m_editor->canUndo())
            m_editor->undo();
        settle();
        QVERIFY(m_editor->save());
        QCOMPARE(onDisk(), original);
    }

    void aRefusalInOneKeepsTheOther()
    {
        add(u"b"_s, u"new"_s);
        m_editor->chooseFile(u"a"_s, 0);
        ServiceSettings wanted = m_editor->service(u"a"_s).wanted;
        wanted.args << BuildArgument{u"A"_s, u"1"_s} << BuildArgument{u"A"_s, u"2"_s};
        m_editor->setSettings(u"a"_s, wanted);
        settle();
        QCOMPARE(m_editor->check().refused.size(), 1);
        QCOMPARE(m_editor->check().refused.first().file, 0);
        QVERIFY(m_editor->check().files.first().text.text().contains("- new"));
    }

    void othersChangesAreMerged()
    {
        changeBoth();
        const auto theirs = [](QByteArray text) { return text.replace("  b:\n", "  b:\n    image: theirs\n").replace("foo", "bar"); };
        write(theirs(original));
        m_editor->lookAtDisk();
        QTRY_COMPARE(m_editor->externalChanges().size(), 1);
        settle();
        QVERIFY(!m_editor->save());
        QVERIFY(m_editor->merge());
        settle();
        QCOMPARE(m_editor->notMerged(), QStringList());
        QVERIFY(m_editor->save());
        QCOMPARE(onDisk(), theirs(bothChanged()));
    }

    /// A document without services is nothing that changes could go to.
    void documentsBesideTheirsAreMerged_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("an empty one at the end") << QByteArray() << QByteArray("---\n");
        QTest::newRow("at the head") << QByteArray("x-note: 1\n---\n") << QByteArray();
        QTest::newRow("both") << QByteArray("x-note: 1\n---\n") << QByteArray("---\n");
    }
    void documentsBesideTheirsAreMerged()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        changeBoth();
        write(before + original + after);
        m_editor->lookAtDisk();
        QTRY_COMPARE(m_editor->externalChanges().size(), 1);
        settle();
        QVERIFY(!m_editor->externalChanges().first().invalid);
        const auto merged = m_editor->merge();
        QVERIFY2(merged, merged ? "" : qPrintable(merged.error().message));
        settle();
        QCOMPARE(m_editor->notMerged(), QStringList());
        QVERIFY(m_editor->save());
        QCOMPARE(onDisk(), before + bothChanged() + after);
    }

    void anotherNumberOfDocumentsIsNotMerged_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("why");
        QTest::newRow("fewer") << QByteArray("services:\n  a:\n    build: .\n") << u"compose.yml has 1 document with services now, and had 2"_s;
        QTest::newRow("more") << original + QByteArray("---\nservices:\n  c: {image: c}\n") << u"compose.yml has 3 documents with services now, and had 2"_s;
    }
    void anotherNumberOfDocumentsIsNotMerged()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, why);
        changeBoth();
        write(text);
        m_editor->lookAtDisk();
        QTRY_COMPARE(m_editor->externalChanges().size(), 1);
        settle();
        QVERIFY(m_editor->externalChanges().first().invalid);
        QCOMPARE(m_editor->externalChanges().first().invalid->message, why);
        const auto merged = m_editor->merge();
        QVERIFY(!merged);
        QCOMPARE(merged.error().message, why + u", so nothing was merged."_s);
        QVERIFY(m_editor->isModified());
        QCOMPARE(m_editor->externalChanges().size(), 1);
    }

    void aFileThatIsGoneIsWrittenAgain()
    {
        changeBoth();
        QVERIFY(QFile::remove(m_dir->filePath(u"compose.yml"_s)));
        m_editor->lookAtDisk();
        QTRY_COMPARE(m_editor->externalChanges().size(), 1);
        settle();
        QVERIFY(m_editor->writeAgain());
        QCOMPARE(onDisk(), bothChanged());
        QVERIFY(!m_editor->isModified());
    }
};

QTEST_GUILESS_MAIN(TestCacheDocuments)
#include "tst_cachedocuments.moc"
