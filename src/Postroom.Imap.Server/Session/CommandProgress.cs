using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>How far the commands of a session are, for INPROGRESS (RFC 9585): of those that count, the one that counted last.</summary>
internal sealed class CommandProgress
{
    private Report? _last;

    /// <summary>A command says how many of how many messages it has looked at.</summary>
    internal void Tell(byte[] tag, int done, int goal) => Volatile.Write(ref _last, new Report(tag, done, goal));

    /// <summary>Writes what is known of the command with <paramref name="tag"/>. The caller has the output's turn.</summary>
    internal void Write(IBufferWriter<byte> output, ImapDialect dialect, byte[] tag)
    {
        OctetString? name = tag.AsSpan().Contains((byte)']') ? default(OctetString?) : new OctetString(tag);
        Report? last = Volatile.Read(ref _last);
        bool isCounted = ReferenceEquals(last?.Tag, tag) && last!.Done < last.Goal;
        ResponseLines.WriteOk(
            output, dialect, isCounted ? new InProgressCode(name, (uint)last!.Done, (uint)last.Goal) : new InProgressCode(name), "Still at work");
    }

    private sealed record Report(byte[] Tag, int Done, int Goal);
}
