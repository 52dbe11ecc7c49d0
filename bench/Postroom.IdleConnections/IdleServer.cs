using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postroom.Net;
using Postroom.Security;

/// <summary>Echoes lines. Prints its port, and for each line on standard input what it has in memory.</summary>
internal sealed class IdleServer : IConnectionHandler
{
    public static async Task<int> RunAsync(string kind)
    {
        string directory = Directory.CreateTempSubdirectory("postroom-idle-").FullName;
        TlsMaterial? material = kind switch
        {
            "plain" => null,
            "tls" => TlsMaterial.SelfSigned(directory, TimeProvider.System),
            _ => WithRsa(Path.Combine(directory, "rsa.pem")),
        };
        await using (Listener listener = Listener.Start([ListenAddress.Parse("127.0.0.1:0")], new IdleServer(), new()
        {
            Limiter = new ConnectionLimiter(1_000_000, 1_000_000),
            Tls = material is null ? null : material.OptionsFor,
        }))
        {
            Console.WriteLine(listener.EndPoints[0].Port);
            while (Console.ReadLine() is not null)
            {
                GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                Console.WriteLine(Resident().ToString(CultureInfo.InvariantCulture));
            }
        }

        Directory.Delete(directory, recursive: true);
        return 0;
    }

    public async Task HandleAsync(Connection connection, CancellationToken stopping)
    {
        connection.SetDeadline(TimeSpan.FromMinutes(31));
        var reader = new FrameReader(connection, new FrameLimits());
        while (await reader.ReadCommandAsync(stopping) is { Outcome: FrameOutcome.Command, Frame: { } frame })
        {
            connection.Output.Write(frame.Octets.Span);
            connection.Output.Write("\r\n"u8);
            frame.Dispose();
            await connection.Output.FlushAsync(stopping);
        }
    }

    public ReadOnlyMemory<byte> Farewell(ConnectionRefusal why) => default;

    private static TlsMaterial WithRsa(string path)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Postroom", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        File.WriteAllText(path, made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return TlsMaterial.FromPem(path);
    }

    private static long Resident()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
