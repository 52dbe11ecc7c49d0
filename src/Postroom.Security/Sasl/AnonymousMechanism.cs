using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Postroom.Security;

/// <summary>ANONYMOUS: lets in whoever asks, who may say something of themselves for the log (RFC 4505). What that may do is the door's to limit.</summary>
public sealed class AnonymousMechanism : ISaslMechanism
{
    /// <inheritdoc/>
    public string Name => "ANONYMOUS";

    /// <inheritdoc/>
    public ISaslExchange Start(SaslContext context) => new Exchange();

    private sealed class Exchange : ISaslExchange
    {
        private const int MaxCharacters = 255; // RFC 4505 §2: of a token; an address has no more

        public ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte>? response, CancellationToken cancellationToken)
        {
            if (response is not { } message)
                return ValueTask.FromResult(SaslStep.Challenge(default)); // the client speaks first
            if (!Utf8.IsValid(message.Span))
                return ValueTask.FromResult(SaslStep.Malformed);
            string trace = Encoding.UTF8.GetString(message.Span);
            return ValueTask.FromResult(IsPrepared(trace) ? SaslStep.End(AuthenticationResult.Anonymous(trace)) : SaslStep.Malformed);
        }

        // RFC 4505 §3: nothing is mapped, so what is prohibited is all there is to look for. Directions that are mixed hurt nobody in a log.
        private static bool IsPrepared(string trace)
        {
            int characters = 0;
            foreach (Rune rune in trace.EnumerateRunes())
            {
                bool isProhibited = (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF or 0xFFFC or 0xFFFD or >= 0x2FF0 and <= 0x2FFB or 0x340 or 0x341
                    || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
                if (isProhibited || ++characters > MaxCharacters)
                    return false;
            }

            return true;
        }
    }
}
