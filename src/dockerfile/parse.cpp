// SPDX-License-Identifier: GPL-3.0-or-later
#include "dockerfile/dockerfile.h"

#include <QRegularExpression>

#include <optional>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

struct HeredocMark
{
    QString word;
    bool stripTabs = false;
};

/// Parser directives stand in comments at the very top; only `escape` changes how the rest is read.
QChar escapeCharacter(const QStringList &lines)
{
    static const QRegularExpression directive(u"^#\\s*([A-Za-z]+)\\s*=\\s*(.+?)\\s*$"_s);
    for (const QString &line : lines) {
        const auto match = directive.match(line);
        if (!match.hasMatch())
            break;
        if (match.captured(1).toLower() == "escape"_L1 && match.captured(2) == "`"_L1)
            return u'`';
    }
    return u'\\';
}

/// "<<WORD", "<<-WORD", with the word quoted or not. Only RUN, COPY and ADD take them.
QList<HeredocMark> heredocMarks(const QString &keyword, const QString &arguments)
{
    static const QRegularExpression mark(u"(?:^|\\s)\\d*<<(-?)([\"']?)([A-Za-z_][A-Za-z0-9_.-]*)\\2(?=\\s|$)"_s);
    QList<HeredocMark> marks;
    if (keyword != "RUN"_L1 && keyword != "COPY"_L1 && keyword != "ADD"_L1)
        return marks;
    for (auto it = mark.globalMatch(arguments); it.hasNext();) {
        const auto match = it.next();
        marks << HeredocMark{match.captured(3), !match.captured(1).isEmpty()};
    }
    return marks;
}

bool isComment(const QString &line)
{
    return line.trimmed().startsWith(u'#');
}

class Lines
{
public:
    explicit Lines(const QByteArray &text)
    {
        QString decoded = QString::fromUtf8(text);
        if (decoded.startsWith(QChar(0xFEFF)))
            decoded.remove(0, 1);
        m_lines = decoded.split(u'\n');
        for (QString &line : m_lines) {
            if (line.endsWith(u'\r'))
                line.chop(1);
        }
        m_escape = escapeCharacter(m_lines);
    }

    bool atEnd() const { return m_next >= m_lines.size(); }
    int lineNumber() const { return m_next; } ///< of the line taken last
    QString take() { return m_lines.at(m_next++); }

    /// A logical line: continuation joined, comments and empty lines inside it dropped.
    QString takeLogical()
    {
        QString text = take();
        while (!isComment(text) && continues(text) && !atEnd()) {
            QString next = take();
            if (isComment(next) || next.trimmed().isEmpty()) {
                text += m_escape;
                continue;
            }
            text += next;
        }
        return text;
    }

private:
    /// Cuts the continuation mark (and blanks behind it) off, where there is one.
    bool continues(QString &text) const
    {
        qsizetype end = text.size();
        while (end > 0 && text.at(end - 1).isSpace())
            --end;
        if (end == 0 || text.at(end - 1) != m_escape)
            return false;
        text.truncate(end - 1);
        return true;
    }

    QStringList m_lines;
    QChar m_escape = u'\\';
    qsizetype m_next = 0;
};

std::optional<Instruction> takeInstruction(Lines &lines)
{
    while (!lines.atEnd()) {
        const int first = lines.lineNumber() + 1;
        QString text = lines.takeLogical().trimmed();
        if (text.isEmpty() || text.startsWith(u'#'))
            continue;
        static const QRegularExpression blanks(u"\\s"_s);
        Instruction instruction;
        instruction.firstLine = first;
        const qsizetype space = text.indexOf(blanks);
        instruction.keyword = text.left(space).toUpper();
        text = space < 0 ? QString() : text.mid(space).trimmed();
        while (text.startsWith("--"_L1)) {
            const qsizetype end = text.indexOf(blanks);
            instruction.flags << text.left(end);
            text = end < 0 ? QString() : text.mid(end).trimmed();
        }
        instruction.arguments = text;
        for (const HeredocMark &mark : heredocMarks(instruction.keyword, text)) {
            QString body;
            while (!lines.atEnd()) {
                QString line = lines.take();
                if (mark.stripTabs) {
                    while (line.startsWith(u'\t'))
                        line.remove(0, 1);
                }
                if (line == mark.word)
                    break;
                body += line + u'\n';
            }
            instruction.heredocs << body;
        }
        instruction.lastLine = lines.lineNumber();
        return instruction;
    }
    return std::nullopt;
}

Error lineError(int line, const QString &what)
{
    return {ErrorCode::InvalidInput, u"The Dockerfile cannot be read: line %1: %2"_s.arg(line).arg(what),
            u"Nothing was changed."_s, u"Correct the line, then try again."_s, {}};
}

} // namespace

std::optional<QString> Instruction::flag(const QString &name) const
{
    const QString prefix = "--"_L1 + name;
    for (const QString &flag : flags) {
        if (flag == prefix)
            return QString(u""_s);
        if (flag.startsWith(prefix + u'='))
            return flag.mid(prefix.size() + 1);
    }
    return std::nullopt;
}

QString Instruction::text() const
{
    return (QStringList{keyword} + flags + QStringList{arguments}).join(u' ').trimmed();
}

QString Stage::label() const
{
    return name.isEmpty() ? "stage-"_L1 + QString::number(index) : name.toLower();
}

Result<Dockerfile> parseDockerfile(const QByteArray &text)
{
    static const QRegularExpression blanks(u"\\s+"_s);
    Dockerfile file;
    Lines lines(text);
    while (auto instruction = takeInstruction(lines)) {
        if (instruction->keyword == "FROM"_L1) {
            const QStringList words = instruction->arguments.split(blanks, Qt::SkipEmptyParts);
            const bool named = words.size() == 3 && words.at(1).compare("as"_L1, Qt::CaseInsensitive) == 0;
            if (words.size() != 1 && !named)
                return failure(lineError(instruction->firstLine, u"FROM takes “image” or “image AS name”."_s));
            file.stages << Stage{static_cast<int>(file.stages.size()), named ? words.at(2) : QString(),
                                 words.at(0), *instruction, {}};
        } else if (!file.stages.isEmpty()) {
            file.stages.last().instructions << *instruction;
        } else if (instruction->keyword == "ARG"_L1) {
            file.globalArgs << *instruction;
        } else {
            return failure(lineError(instruction->firstLine, u"%1 stands before the first FROM."_s.arg(
                                                                 instruction->keyword.left(20))));
        }
    }
    if (file.stages.isEmpty())
        return failure(lineError(1, u"there is no FROM."_s));
    return file;
}

} // namespace layerdeck
