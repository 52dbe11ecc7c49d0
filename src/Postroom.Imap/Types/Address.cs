namespace Postroom.Imap;

/// <summary>An address of ENVELOPE (RFC 9051 §7.5.2); a group starts with a null Host and ends with a null Mailbox too.</summary>
/// <param name="Name">The phrase.</param>
/// <param name="Route">The obsolete source route.</param>
/// <param name="Mailbox">The local part, or the group's name.</param>
/// <param name="Host">The domain.</param>
public sealed record Address(OctetString? Name, OctetString? Route, OctetString? Mailbox, OctetString? Host)
{
    // address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
    /// <summary>Reads one address.</summary>
    public static Address Read(ref ImapReader reader)
    {
        reader.ReadOpen();
        OctetString? name = reader.ReadNString("a name");
        reader.ReadSpace();
        OctetString? route = reader.ReadNString("a route");
        reader.ReadSpace();
        OctetString? mailbox = reader.ReadNString("a local part");
        reader.ReadSpace();
        OctetString? host = reader.ReadNString("a host");
        reader.ReadClose();
        return new(name, route, mailbox, host);
    }

    /// <summary>Writes one address.</summary>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteRaw((byte)'(');
        writer.WriteNString(Name);
        writer.WriteSpace();
        writer.WriteNString(Route);
        writer.WriteSpace();
        writer.WriteNString(Mailbox);
        writer.WriteSpace();
        writer.WriteNString(Host);
        writer.WriteRaw((byte)')');
    }

    // "(" 1*address ")" / nil; empty stands for NIL. Leniency: some servers put a space between addresses.
    internal static ValueList<Address> ReadList(ref ImapReader reader)
    {
        if (reader.TryReadWord("NIL"u8))
        {
            return default;
        }

        var addresses = new List<Address>();
        reader.ReadOpen();
        do
        {
            addresses.Add(Read(ref reader));
            reader.TryReadSpace();
        }
        while (!reader.Peek((byte)')'));
        reader.ReadClose();
        return ValueList.From(addresses);
    }

    internal static void WriteList(ref ImapWriter writer, ValueList<Address> addresses)
    {
        if (addresses.IsEmpty)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteRaw((byte)'(');
        foreach (Address address in addresses)
        {
            address.Write(ref writer);
        }

        writer.WriteRaw((byte)')');
    }
}
