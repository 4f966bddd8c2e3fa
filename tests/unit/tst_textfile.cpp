// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/textfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestTextFile : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    QString path(const QString &name) const { return m_dir.filePath(name); }
    static struct stat statOf(const QString &path)
    {
        struct stat s = {};
        ::stat(QFile::encodeName(path).constData(), &s);
        return s;
    }

private slots:
    void writesAndReads()
    {
        QVERIFY(writeTextFile(path(u"a"_s), "one\r\n"));
        QVERIFY(writeTextFile(path(u"a"_s), "two"));
        QCOMPARE(readTextFile(path(u"a"_s)).value_or(QByteArray()), "two");
    }

    void keepsModeAndOwner()
    {
        QVERIFY(writeTextFile(path(u"m"_s), "x"));
        const QByteArray name = QFile::encodeName(path(u"m"_s));
        QCOMPARE(::chmod(name.constData(), 0640), 0);
        const bool root = ::geteuid() == 0;
        if (root)
            QCOMPARE(::chown(name.constData(), 12345, 23456), 0);
        QVERIFY(writeTextFile(path(u"m"_s), "y"));
        const struct stat s = statOf(path(u"m"_s));
        QCOMPARE(int(s.st_mode & 07777), 0640);
        if (root) {
            QCOMPARE(int(s.st_uid), 12345);
            QCOMPARE(int(s.st_gid), 23456);
        }
    }

    /// A file that only root may write, because its mode says that nobody may: the mode is as deliberate as any other.
    void keepsEveryModeBit_data()
    {
        QTest::addColumn<int>("mode");
        for (const int mode : {0444, 0400, 0600, 0640, 0755, 02644, 04755})
            QTest::newRow(qPrintable(QString::number(mode, 8))) << mode;
    }
    void keepsEveryModeBit()
    {
        QFETCH(int, mode);
        const QString file = path(u"mode"_s);
        QFile::remove(file);
        QVERIFY(writeTextFile(file, "x"));
        QCOMPARE(::chmod(QFile::encodeName(file).constData(), mode_t(mode)), 0);
        const auto saved = writeTextFile(file, "y");
        if (::geteuid() != 0 && (mode & 0200) == 0) {
            QVERIFY(!saved);
            QCOMPARE(readTextFile(file).value_or(QByteArray()), "x");
        } else {
            QVERIFY(saved);
            QCOMPARE(readTextFile(file).value_or(QByteArray()), "y");
        }
        QCOMPARE(int(statOf(file).st_mode & 07777), mode);
    }

    void followsALink()
    {
        QVERIFY(writeTextFile(path(u"target"_s), "x"));
        QVERIFY(QFile::link(u"target"_s, path(u"link"_s)));
        QVERIFY(writeTextFile(path(u"link"_s), "y"));
        QVERIFY(QFileInfo(path(u"link"_s)).isSymLink());
        QCOMPARE(readTextFile(path(u"target"_s)).value_or(QByteArray()), "y");
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<ErrorCode>("code");
        for (const QString &kind : {u"folder"_s, u"pipe"_s, u"socket"_s})
            QTest::newRow(qPrintable(kind)) << kind << ErrorCode::InvalidInput;
        QTest::newRow("missing") << u"missing"_s << ErrorCode::NotFound;
        QTest::newRow("a link to nowhere") << u"dangling"_s << ErrorCode::NotFound;
        QTest::newRow("100 MB") << u"large"_s << ErrorCode::InvalidInput;
    }
    void refuses()
    {
        QFETCH(QString, kind);
        const QString file = path(kind);
        const QByteArray name = QFile::encodeName(file);
        if (kind == "folder"_L1) {
            QCOMPARE(::mkdir(name.constData(), 0700), 0);
        } else if (kind == "pipe"_L1) {
            QCOMPARE(::mkfifo(name.constData(), 0600), 0);
        } else if (kind == "dangling"_L1) {
            QVERIFY(QFile::link(u"nowhere"_s, file));
        } else if (kind == "large"_L1) {
            QFile large(file);
            QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(100'000'000));
        } else if (kind == "socket"_L1) {
            const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
            sockaddr_un address = {};
            address.sun_family = AF_UNIX;
            QVERIFY(name.size() < qsizetype(sizeof(address.sun_path)));
            std::copy(name.begin(), name.end(), address.sun_path);
            QCOMPARE(::bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof(address)), 0);
            ::close(fd);
        }
        const auto text = readTextFile(file);
        QVERIFY(!text);
        QTEST(text.error().code, "code");
        QVERIFY(text.error().message.contains(file));
        if (kind != "missing"_L1 && kind != "dangling"_L1 && kind != "large"_L1)
            QVERIFY(!writeTextFile(file, "x"));
    }

    /// A real full disk: /dev/full takes no byte. The file that stands there must be as before, so a folder
    /// that can't be written is used for the other half.
    void aFolderThatCannotBeWritten()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        QVERIFY(writeTextFile(path(u"kept"_s), "x"));
        QCOMPARE(::chmod(QFile::encodeName(m_dir.path()).constData(), 0500), 0);
        const auto saved = writeTextFile(path(u"kept"_s), "y");
        ::chmod(QFile::encodeName(m_dir.path()).constData(), 0700);
        QVERIFY(!saved);
        QVERIFY(!saved.error().unchanged.isEmpty());
        QCOMPARE(readTextFile(path(u"kept"_s)).value_or(QByteArray()), "x");
    }
};

QTEST_APPLESS_MAIN(TestTextFile)
#include "tst_textfile.moc"
