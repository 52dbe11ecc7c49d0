using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>Keeps passwords so that this server can have them back, for accounts that want CRAM-MD5, which needs them: encrypted (AES-256-GCM) under the
/// server's own secret, each bound to its account.</summary>
/// <remarks>Whoever has the store and the secret has the passwords. Where either is missing, nobody has.</remarks>
public sealed class RecoverablePasswords
{
    internal const string Scheme = "CRAM-MD5$";

    private const int NonceOctets = 12;
    private const int TagOctets = 16;

    private readonly byte[] _key;

    /// <summary>Under a secret.</summary>
    /// <param name="secret">At least 16 octets, the same for the life of the server.</param>
    /// <exception cref="ArgumentException">Fewer.</exception>
    public RecoverablePasswords(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < 16)
            throw new ArgumentException("At least 16 octets are needed.", nameof(secret));
        _key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, _key, [], "recoverable passwords"u8); // the secret has other uses
        Decoy = Seal(Guid.Empty, "nobody's"u8);
    }

    /// <summary>One of no account: what is opened for names that have none, so that it takes as long.</summary>
    internal string Decoy { get; }

    /// <summary>The text to keep (<see cref="PasswordSet.WithRecoverable"/>).</summary>
    /// <param name="account">Whose it is; for another's it cannot be opened.</param>
    /// <param name="password">In UTF-8, prepared (<see cref="Password.TryPrepareNew"/>).</param>
    public string Seal(Guid account, ReadOnlySpan<byte> password)
    {
        byte[] box = new byte[NonceOctets + TagOctets + password.Length];
        Span<byte> nonce = box.AsSpan(0, NonceOctets), tag = box.AsSpan(NonceOctets, TagOctets);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagOctets);
        aes.Encrypt(nonce, password, box.AsSpan(NonceOctets + TagOctets), tag, account.ToByteArray());
        return Scheme + Convert.ToBase64String(box);
    }

    /// <summary>The password; false where it was sealed with another secret, for another account, or was changed. The caller wipes it.</summary>
    internal bool TryOpen(Guid account, string text, [NotNullWhen(true)] out byte[]? password)
    {
        password = null;
        byte[] box = new byte[text.Length];
        if (!text.StartsWith(Scheme, StringComparison.Ordinal) || !Convert.TryFromBase64String(text[Scheme.Length..], box, out int length) ||
            length <= NonceOctets + TagOctets)
        {
            return false;
        }

        byte[] opened = new byte[length - NonceOctets - TagOctets];
        using var aes = new AesGcm(_key, TagOctets);
        try
        {
            aes.Decrypt(
                box.AsSpan(0, NonceOctets), box.AsSpan(NonceOctets + TagOctets, opened.Length), box.AsSpan(NonceOctets, TagOctets), opened, account.ToByteArray());
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        password = opened;
        return true;
    }
}
