using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Postroom.Net;

/// <summary>Where a door listens: <c>127.0.0.1:1143</c>, <c>[::1]:0</c>, <c>localhost:143</c> or <c>*:143</c>.</summary>
/// <remarks>Port 0 takes a free one. <c>*</c> is every address of the machine, IPv4 and IPv6; <c>localhost</c> is 127.0.0.1.</remarks>
public readonly record struct ListenAddress
{
    private ListenAddress(IPAddress address, int port, bool isAny) => (Address, Port, IsAny) = (address, port, isAny);

    /// <summary>An address and a port, 0 to 65535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The port is none.</exception>
    public ListenAddress(IPAddress address, int port)
        : this(address, port, isAny: false)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
    }

    /// <summary>The address to bind; for <c>*</c> the IPv6 any address.</summary>
    public IPAddress Address { get; }

    /// <summary>0 to 65535; 0 asks for a free one.</summary>
    public int Port { get; }

    /// <summary>True for <c>*</c>: every address of the machine, both families on one socket.</summary>
    public bool IsAny { get; }

    /// <summary>Reads the forms named above.</summary>
    /// <exception cref="FormatException">The text is none of them; the message says what is allowed.</exception>
    public static ListenAddress Parse(string text) =>
        TryParse(text, out ListenAddress address, out string? error) ? address : throw new FormatException(error);

    /// <summary>Reads the forms named above; on failure <paramref name="error"/> is one sentence for the person who wrote it.</summary>
    public static bool TryParse(string? text, out ListenAddress address, [NotNullWhen(false)] out string? error)
    {
        address = default;
        error = null;
        string trimmed = (text ?? "").Trim();
        int colon = trimmed.LastIndexOf(':');
        if (colon <= 0)
        {
            error = $"'{trimmed}' has no port: write an address and a port, like 127.0.0.1:1143, [::1]:1143 or *:143.";
            return false;
        }

        if (!int.TryParse(trimmed.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) ||
            port > IPEndPoint.MaxPort)
        {
            error = $"'{trimmed[(colon + 1)..]}' in '{trimmed}' is not a port: 0 to 65535 is allowed, 0 takes a free one.";
            return false;
        }

        ReadOnlySpan<char> host = trimmed.AsSpan(0, colon);
        if (host is "*")
        {
            address = new(IPAddress.IPv6Any, port, isAny: true);
            return true;
        }

        bool bracketed = host is ['[', .., ']'];
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            address = new(IPAddress.Loopback, port);
        else if (DottedDecimals(host) is { } common)
            address = new(common, port);
        else if (IPAddress.TryParse(bracketed ? host[1..^1] : host, out IPAddress? ip) && bracketed == host.Contains(':'))
            address = new(ip, port);
        else
            error = $"'{host}' in '{trimmed}' is not an IP address: write 127.0.0.1:{port}, [::1]:{port}, localhost:{port} or *:{port}.";
        return error is null;
    }

    // What most have, read by hand: of the framework's reader nothing is compiled before the program runs.
    private static IPAddress? DottedDecimals(ReadOnlySpan<char> host)
    {
        uint address = 0, part = 0;
        int dots = 0;
        bool hasDigit = false;
        foreach (char c in host)
        {
            if (char.IsAsciiDigit(c) && (part > 0 || !hasDigit))
            {
                part = (part * 10) + c - '0';
                hasDigit = true;
            }
            else if (c == '.' && hasDigit && dots < 3)
            {
                address = (address << 8) | part;
                (part, hasDigit) = (0, false);
                dots++;
            }
            else
            {
                return null;
            }

            if (part > byte.MaxValue)
                return null;
        }

        return dots == 3 && hasDigit ? new IPAddress((uint)IPAddress.HostToNetworkOrder((int)((address << 8) | part))) : null;
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => IsAny
        ? string.Create(CultureInfo.InvariantCulture, $"*:{Port}")
        : new IPEndPoint(Address ?? IPAddress.None, Port).ToString();
}
