namespace Postroom.Imap;

/// <summary>LOGIN (RFC 9051 §6.2.3).</summary>
/// <param name="User">As sent.</param>
/// <param name="Password">As sent; never log it.</param>
public sealed record LoginArguments(OctetString User, OctetString Password) : IImapArguments<LoginArguments>
{
    // login = "LOGIN" SP userid SP password; both astring
    /// <inheritdoc/>
    public static LoginArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        OctetString user = reader.ReadAString("a user name");
        reader.ReadSpace();
        OctetString password = reader.ReadAString("a password");
        reader.ReadEnd();
        return new(user, password);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteAString(User.Span);
        writer.WriteSpace();
        writer.WriteAString(Password.Span);
    }

    /// <summary>Makes zeros of the password, which nobody needs any more.</summary>
    public void WipePassword() => Password.Wipe();

    /// <summary>The user only: a password is never printed.</summary>
    public override string ToString() => $"LOGIN {User}";
}
