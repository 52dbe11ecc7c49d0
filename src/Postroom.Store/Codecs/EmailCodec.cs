namespace Postroom.Store.Codecs;

/// <summary>Rows of the Email table, and of the Thread table.</summary>
internal static class EmailCodec
{
    private const byte Version = 1;

    internal static ReadOnlyMemory<byte> Write(EmailIdentity email)
    {
        var row = new RowWriter(Version, 64);
        row.Wide(email.Id.Value);
        row.Wide(email.Thread.Value);
        row.Number(email.Size);
        return row.Written;
    }

    internal static EmailIdentity Read(ReadOnlySpan<byte> value)
    {
        var row = new RowReader(value, Version);
        return new EmailIdentity(new EmailId(row.Wide()), new ThreadId(row.Wide()), row.Long());
    }

    internal static ReadOnlyMemory<byte> WriteThread(ThreadId thread)
    {
        var row = new RowWriter(Version, 17);
        row.Wide(thread.Value);
        return row.Written;
    }

    internal static ThreadId ReadThread(ReadOnlySpan<byte> value) => new(new RowReader(value, Version).Wide());
}
