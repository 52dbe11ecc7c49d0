using System.Globalization;
using System.Net;
using System.Net.Security;
using Postroom.Net;
using Postroom.Security;

namespace Postroom.Server;

/// <summary>How values of the configuration are written.</summary>
internal static class SettingParsers
{
    private static readonly (string Suffix, long Factor)[] SizeUnits =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("K", 1L << 10), ("M", 1L << 20), ("G", 1L << 30), ("T", 1L << 40), ("B", 1)];

    public static bool Bool(string text, out bool value)
    {
        value = text.Equals("true", StringComparison.OrdinalIgnoreCase) || text is "1" or "yes" or "on";
        return value || text.Equals("false", StringComparison.OrdinalIgnoreCase) || text is "0" or "no" or "off";
    }

    /// <summary>A whole number in a range.</summary>
    public static Setting<int>.Parser Int(int least, int most) => (string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;

    /// <summary>One of the names of an enumeration.</summary>
    public static bool OneOf<T>(string text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase);

    /// <summary>0, or a limit that RFC 9738 §3 lets be announced.</summary>
    public static bool MessageLimit(string text, out int value) => Int(0, 1_000_000_000)(text, out value) && value is 0 or >= 1000;

    /// <summary>Octets: a number, or one with KiB, MiB, GiB, TiB (K, M, G, T mean the same).</summary>
    public static bool Size(string text, out long octets)
    {
        octets = 0;
        long factor = 1;
        foreach ((string suffix, long unit) in SizeUnits)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                text = text[..^suffix.Length].TrimEnd();
                factor = unit;
                break;
            }
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number > long.MaxValue / factor)
        {
            return false;
        }

        octets = number * factor;
        return true;
    }

    /// <summary>Octets in a range.</summary>
    public static Setting<int>.Parser Octets(int least, int most) => (string text, out int value) =>
    {
        bool isThere = Size(text, out long octets) && octets >= least && octets <= most;
        value = isThere ? (int)octets : 0;
        return isThere;
    };

    /// <summary>A time span in a range.</summary>
    public static Setting<TimeSpan>.Parser Between(TimeSpan least, TimeSpan most) => (string text, out TimeSpan value) =>
        Duration(text, out value) && value >= least && value <= most;

    /// <summary>A time span: 90s, 30m, 12h, 14d.</summary>
    public static bool Duration(string text, out TimeSpan value)
    {
        value = default;
        if (text.Length < 2 || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number > 100_000_000)
        {
            return false;
        }

        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        value = (unit ?? default) * number;
        return unit is not null;
    }

    public static bool Text(string text, out string value)
    {
        value = text;
        return true;
    }

    /// <summary>A network, or an address, which is a network of one.</summary>
    public static bool TryNetwork(string text, out IPNetwork network)
    {
        if (!text.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(text, out IPAddress? one) && one.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
        {
            network = new IPNetwork(one, one.GetAddressBytes().Length * 8);
            return true;
        }

        // Not 192.0.2.1/24, of which nobody can say whether it means the network or the one address.
        return IPNetwork.TryParse(text, out network) && text.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash &&
            IPAddress.Parse(text.AsSpan(0, slash)).Equals(network.BaseAddress);
    }

    /// <summary>One that <see cref="TryNetwork"/> takes.</summary>
    public static IPNetwork Network(string text) => TryNetwork(text, out IPNetwork network) ? network : throw new FormatException(text);

    /// <summary>A URL of HTTP, or nothing.</summary>
    public static bool Url(string text, out Uri? url)
    {
        url = null;
        return text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https");
    }

    /// <summary>For lists of paths: whether there is such a file is seen when it is opened.</summary>
    public static bool IsAnything(string text) => text.Length > 0;

    /// <summary>A suite by its registered name, if it is one that a server of today may do.</summary>
    public static bool TryCipherSuite(string text, out TlsCipherSuite suite) =>
        Enum.TryParse(text, ignoreCase: true, out suite) && text.StartsWith("TLS_", StringComparison.OrdinalIgnoreCase) && TlsSettings.IsSound(suite);

    /// <summary>One that <see cref="TryCipherSuite"/> takes.</summary>
    public static TlsCipherSuite CipherSuite(string text) => TryCipherSuite(text, out TlsCipherSuite suite) ? suite : throw new FormatException(text);

    /// <summary>FINGERPRINT=ACCOUNT: a certificate's SHA-256, hexadecimal, with colons or without; no account for one that is nobody's.</summary>
    public static bool TryPinned(string text, out (string Fingerprint, string Account) pinned)
    {
        string[] parts = text.Split('=', 2);
        pinned = (parts[0].Replace(":", "", StringComparison.Ordinal).Trim().ToUpperInvariant(), parts.Length == 2 ? parts[1].Trim() : "");
        return parts.Length == 2 && pinned.Fingerprint.Length == 64 && pinned.Fingerprint.All(char.IsAsciiHexDigit) &&
            (pinned.Account.Length == 0 || LoginName.TryPrepare(pinned.Account, isNew: false, out _));
    }

    /// <summary>One that <see cref="TryPinned"/> takes.</summary>
    public static (string Fingerprint, string Account) Pinned(string text) =>
        TryPinned(text, out (string Fingerprint, string Account) pinned) ? pinned : throw new FormatException(text);

    /// <summary>Where tokens and keys may be sent for: HTTPS, or this machine itself.</summary>
    public static bool IsTokenAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    /// <summary>Such an address, or nothing.</summary>
    public static bool TokenAddress(string text, out string value)
    {
        value = text;
        return text.Length == 0 || IsTokenAddress(text);
    }

    /// <summary>ADDRESS:PORT, [ADDRESS]:PORT or *:PORT.</summary>
    public static bool IsListenAddress(string text) => ListenAddress.TryParse(text, out _, out _);
}
