// What an idle connection costs a server built on Postroom.Net: resident memory, by the system's own count.
// It starts itself a second time as the server, so that the clients' memory is not measured.
//
//     dotnet run -c Release --project bench/Postroom.IdleConnections -- 10000 plain
//     dotnet run -c Release --project bench/Postroom.IdleConnections -- 3000 tls         (an ECDSA certificate)
//     dotnet run -c Release --project bench/Postroom.IdleConnections -- 3000 tls-rsa
//
// Each connection sends one command, reads its answer, and then stays silent. Needs `ulimit -n` above the count.
using System.Diagnostics;
using System.Globalization;

if (args is ["server", var kind])
    return await IdleServer.RunAsync(kind);
if (args is not [var countText, "plain" or "tls" or "tls-rsa"] ||
    !int.TryParse(countText, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count < 100)
{
    Console.Error.WriteLine("Say how many connections (100 or more), and 'plain', 'tls' or 'tls-rsa'.");
    return 2;
}

using Process server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, $"server {args[1]}")
{
    RedirectStandardInput = true,
    RedirectStandardOutput = true,
})!;
int port = int.Parse(server.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
bool isTls = args[1] != "plain";

// The first hundred warm the server up: code is compiled, pools are filled.
var clients = new List<IDisposable>();
await IdleClients.OpenAsync(clients, port, isTls, 100);
long before = Ask(server);
var clock = Stopwatch.StartNew();
await IdleClients.OpenAsync(clients, port, isTls, count);
TimeSpan took = clock.Elapsed;
long after = Ask(server);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{count} idle {args[1]} connections: {(after - before) / 1024.0 / count:F2} KiB resident each ({before >> 20} -> {after >> 20} MiB), opened in {took.TotalSeconds:F1} s"));
foreach (IDisposable client in clients)
    client.Dispose();
server.StandardInput.Close();
server.WaitForExit();
return 0;

static long Ask(Process server)
{
    server.StandardInput.WriteLine();
    return long.Parse(server.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
}
