using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Postroom.Security;

/// <summary>CRAM-MD5: the password keys a digest of what the server made up (RFC 2195). For clients that know nothing better.</summary>
/// <remarks>The server must have the password itself: only accounts that were told so keep it (<see cref="RecoverablePasswords"/>). Application passwords do not
/// count.</remarks>
public sealed class CramMd5Mechanism : ISaslMechanism
{
    private readonly RecoverablePasswords _passwords;
    private readonly Func<string> _challenge;

    /// <summary>Over passwords that were kept.</summary>
    public CramMd5Mechanism(RecoverablePasswords passwords, TimeProvider time)
        : this(passwords, () => NewChallenge(time)) => ArgumentNullException.ThrowIfNull(time);

    internal CramMd5Mechanism(RecoverablePasswords passwords, Func<string> challenge) => (_passwords, _challenge) = (passwords, challenge);

    /// <inheritdoc/>
    public string Name => "CRAM-MD5";

    /// <inheritdoc/>
    public ISaslExchange Start(SaslContext context) => new Exchange(this, context);

    // RFC 2195 §2: random digits, a time stamp, and the server's name in the form of a msg-id. Ours has no one name.
    private static string NewChallenge(TimeProvider time) => string.Create(
        CultureInfo.InvariantCulture, $"<{RandomNumberGenerator.GetString("0123456789", 20)}.{time.GetUtcNow().ToUnixTimeSeconds()}@postroom.invalid>");

    private sealed class Exchange(CramMd5Mechanism mechanism, SaslContext context) : ISaslExchange
    {
        private const int MaxNameOctets = 1024;
        private const int DigestLetters = 32;

        private static readonly SearchValues<byte> Hexadecimal = SearchValues.Create("0123456789abcdef"u8);

        private string? _challenge;

        public async ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte>? response, CancellationToken cancellationToken)
        {
            if (_challenge is null)
            {
                if (response is not null)
                    return SaslStep.Malformed; // the server speaks first
                _challenge = mechanism._challenge();
                return SaslStep.Challenge(Encoding.ASCII.GetBytes(_challenge));
            }

            // The user's name, a space, the digest in small hexadecimal letters.
            if (response is not { } message || !TrySplit(message.Span, out string name))
                return SaslStep.Malformed;
            LoginAttempt attempt = await context.Authenticator.BeginAsync(name, context.Origin, cancellationToken).ConfigureAwait(false);
            bool isProven = IsProven(attempt, message.Span[^DigestLetters..]);
            return SaslStep.End(await context.Authenticator.ConcludeAsync(attempt, isProven, "", cancellationToken).ConfigureAwait(false));
        }

        private static bool TrySplit(ReadOnlySpan<byte> message, out string name)
        {
            name = "";
            int length = message.Length - DigestLetters - 1;
            if (length is < 1 or > MaxNameOctets || message[length] != ' ' || !Utf8.IsValid(message) ||
                message[(length + 1)..].ContainsAnyExcept(Hexadecimal))
            {
                return false;
            }

            name = Encoding.UTF8.GetString(message[..length]);
            return true;
        }

        // Whoever has none of that kind: the same work, with one that is nobody's.
        private bool IsProven(LoginAttempt attempt, ReadOnlySpan<byte> digest)
        {
            string? kept = attempt.Passwords.Recoverable;
            Guid owner = kept is null ? Guid.Empty : attempt.Account!.AccountId;
            bool isReal = mechanism._passwords.TryOpen(owner, kept ?? mechanism._passwords.Decoy, out byte[]? password) && kept is not null;
            password ??= [];
#pragma warning disable CA5351 // the mechanism's own; no collision of MD5's helps against HMAC
            byte[] right = HMACMD5.HashData(password, Encoding.ASCII.GetBytes(_challenge!));
#pragma warning restore CA5351
            CryptographicOperations.ZeroMemory(password);
            return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(right)), digest) && isReal;
        }
    }
}
