using Postroom.Store.Codecs;

namespace Postroom.Store;

/// <summary>What identifies an email: a row of <see cref="Engine.StoreTable.Email"/>.</summary>
/// <param name="Id">EMAILID.</param>
/// <param name="Thread">THREADID: fixed when the message came in.</param>
/// <param name="Size">RFC822.SIZE, in octets.</param>
public readonly record struct EmailIdentity(EmailId Id, ThreadId Thread, long Size)
{
    /// <summary>Reads a row as <see cref="Mailbox.ReadEmailsAsync"/> returns it.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static EmailIdentity Read(ReadOnlySpan<byte> row) => EmailCodec.Read(row);
}
