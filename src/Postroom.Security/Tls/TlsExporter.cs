using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>Keying material of a TLS connection for channel bindings, tls-exporter (RFC 9266, RFC 8446 §7.5).</summary>
/// <remarks>.NET keeps it to itself: on Linux it is asked of the OpenSSL that .NET runs TLS on, with the connection that <see cref="SslStream"/> holds in
/// a private field. Where the field or the library is not what it was when this was written, there is no exporter and SCRAM-PLUS
/// is not offered; a test against GNU SASL notices. docs/adr/0007-tls-exporter.md says why.</remarks>
internal static partial class TlsExporter
{
    private const int Octets = 32;

    private static readonly FieldInfo? Connection = FindField();

    /// <summary>True on Linux with OpenSSL 3.</summary>
    public static bool IsSupported => Connection is not null;

    public static bool TryExport(SslStream tls, [NotNullWhen(true)] out byte[]? material)
    {
        material = null;
        if (Connection?.GetValue(tls) is not SafeHandle { IsInvalid: false, IsClosed: false } connection || connection.GetType().Name != "SafeSslHandle")
            return false;
        byte[] exported = new byte[Octets];
        // RFC 9266 §2: this label, and a context of no octets, which is another than none.
        if (Export(connection, exported, Octets, "EXPORTER-Channel-Binding"u8, 24, default, 0, 1) == 1)
            material = exported;
        return material is not null;
    }

    [DynamicDependency("_securityContext", typeof(SslStream))]
    private static FieldInfo? FindField()
    {
        if (!OperatingSystem.IsLinux() || !HasOpenSsl3())
            return null;
        FieldInfo? field = typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);
        return typeof(SafeHandle).IsAssignableFrom(field?.FieldType) ? field : null;
    }

    // .NET's own has been loaded by this name before: the system gives the same one again.
    [SupportedOSPlatform("linux")]
    private static bool HasOpenSsl3() =>
        SafeEvpPKeyHandle.OpenSslVersion >> 28 == 3 && NativeLibrary.TryLoad("libssl.so.3", out _);

    [LibraryImport("libssl.so.3", EntryPoint = "SSL_export_keying_material")]
    private static partial int Export(
        SafeHandle connection, Span<byte> result, nuint length, ReadOnlySpan<byte> label, nuint labelLength, ReadOnlySpan<byte> context, nuint contextLength,
        int useContext);
}
