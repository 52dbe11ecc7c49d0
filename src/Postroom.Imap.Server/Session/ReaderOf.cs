using Postroom.Net;

namespace Postroom.Imap.Server;

/// <summary>The grammar's reader over what stands behind a command's name.</summary>
internal static class ReaderOf
{
    internal static ImapReader Arguments(CommandFrame frame, int nameEnd, ImapProtocol protocol, ImapDialect dialect)
    {
        if (frame.Detached.Count == 0)
        {
            return new(frame.Octets.Span[nameEnd..], protocol.Syntax, dialect);
        }

        var literals = new Imap.DetachedLiteral[frame.Detached.Count];
        for (int i = 0; i < literals.Length; i++)
        {
            Net.DetachedLiteral literal = frame.Detached[i];
            literals[i] = new(literal.Position - nameEnd, literal.Octets, i, literal.IsBinary);
        }

        return new(frame.Octets.Span[nameEnd..], protocol.Syntax, dialect, literals);
    }
}
