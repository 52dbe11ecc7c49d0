using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Codecs;

/// <summary>Rows of NameHistory and Subscription, which are keyed by a hash of a mailbox name.</summary>
internal static class NameCodec
{
    private const byte Version = 1;

    /// <summary>128 bits of SHA-256: names are the user's choice, and two of them must not meet.</summary>
    internal static RowKey KeyOf(MailboxName name)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name.Value), digest);
        return new RowKey(BinaryPrimitives.ReadInt64LittleEndian(digest), BinaryPrimitives.ReadInt64LittleEndian(digest[8..]));
    }

    internal static ReadOnlyMemory<byte> WriteHistory(UidValidity highest)
    {
        var row = new RowWriter(Version, 8);
        row.Number(highest.Value);
        return row.Written;
    }

    internal static UidValidity ReadHistory(ReadOnlySpan<byte> value) => new RowReader(value, Version).UidValidity();

    internal static ReadOnlyMemory<byte> WriteSubscription(MailboxName name)
    {
        var row = new RowWriter(Version, 64);
        row.Text(name.Value);
        return row.Written;
    }

    internal static MailboxName ReadSubscription(ReadOnlySpan<byte> value) => new RowReader(value, Version).MailboxName();
}
