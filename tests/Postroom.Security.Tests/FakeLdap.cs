using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Security.Tests;

/// <summary>A directory that says what a test wants, right or wrong, on a port of loopback.</summary>
internal sealed class FakeLdap : IAsyncDisposable
{
    public const int BindRequest = 0, SearchRequest = 3, ExtendedRequest = 23;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly Func<Request, byte[]?> _answer;
    private readonly SemaphoreSlim _asked = new(0);
    private readonly Task _accepting;

    /// <param name="answer">What to send for a request; null closes the connection.</param>
    public FakeLdap(Func<Request, byte[]?> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public LdapServer Server => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, IsTls: false);

    /// <summary>What was asked, in order.</summary>
    public ConcurrentQueue<Request> Requests { get; } = [];

    /// <summary>Completes when another request has come, counted from the first.</summary>
    public Task WhenAskedAsync() => _asked.WaitAsync(TimeSpan.FromSeconds(60));

    public int Connections { get; private set; }

    /// <summary>A directory with one password for everybody who is in it.</summary>
    public static byte[] Ordinary(Request request, params string[] people) => request.Operation switch
    {
        BindRequest => Result(request.Id, 1, request.Name.Length == 0 || request.Password == "sesam" ? 0 : 49),
        _ => [.. people.SelectMany(person => Entry(request.Id, $"uid={person},dc=org", ("uid", person))), .. Result(request.Id, 5, 0)],
    };

    public static byte[] Result(int id, int operation, int code, string text = "") => Message(id, operation, writer =>
    {
        writer.WriteEncodedValue([10, 1, (byte)code]);
        writer.WriteOctetString([]);
        writer.WriteOctetString(Encoding.UTF8.GetBytes(text));
    });

    public static byte[] Entry(int id, string dn, params (string Name, string Value)[] attributes) => Message(id, 4, writer =>
    {
        writer.WriteOctetString(Encoding.UTF8.GetBytes(dn));
        using (writer.PushSequence())
        {
            foreach (IGrouping<string, (string Name, string Value)> attribute in attributes.GroupBy(static pair => pair.Name))
            {
                using (writer.PushSequence())
                {
                    writer.WriteOctetString(Encoding.UTF8.GetBytes(attribute.Key));
                    using (writer.PushSetOf())
                    {
                        foreach ((_, string value) in attribute)
                            writer.WriteOctetString(Encoding.UTF8.GetBytes(value));
                    }
                }
            }
        }
    });

    public static byte[] Reference(int id) => Message(id, 19, static writer => writer.WriteOctetString("ldap://127.0.0.1:9/dc=org"u8));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_serving);
        _stopping.Dispose();
        _asked.Dispose();
    }

    private static byte[] Message(int id, int operation, Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            using (writer.PushSequence(new Asn1Tag(TagClass.Application, operation, isConstructed: true)))
                write(writer);
        }

        return writer.Encode();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Connections++;
                _serving.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                while (true)
                {
                    byte[] head = new byte[2];
                    await stream.ReadExactlyAsync(head, _stopping.Token);
                    byte[] more = new byte[head[1] < 0x80 ? 0 : head[1] & 0x7F];
                    await stream.ReadExactlyAsync(more, _stopping.Token);
                    byte[] body = new byte[more.Aggregate(head[1] < 0x80 ? head[1] : 0, static (length, octet) => (length << 8) | octet)];
                    await stream.ReadExactlyAsync(body, _stopping.Token);
                    if (Request.Read([.. head, .. more, .. body]) is not { } request)
                        return; // unbind
                    Requests.Enqueue(request);
                    _asked.Release();
                    if (_answer(request) is not { } answer)
                        return;
                    await stream.WriteAsync(answer, _stopping.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client or the test is over.
            }
        }
    }

    /// <summary>A request; of a search <paramref name="Name"/> is the base.</summary>
    internal sealed record Request(int Id, int Operation, string Name, string Password)
    {
        public static Request? Read(byte[] message)
        {
            AsnReader reader = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
            Assert.True(reader.TryReadInt32(out int id));
            Asn1Tag tag = reader.PeekTag();
            if (tag.TagValue == 2)
                return null;
            AsnReader body = reader.ReadSequence(tag);
            if (tag.TagValue == BindRequest)
            {
                Assert.True(body.TryReadInt32(out int version));
                Assert.Equal(3, version);
                string name = Encoding.UTF8.GetString(body.ReadOctetString());
                return new Request(id, tag.TagValue, name, Encoding.UTF8.GetString(body.ReadOctetString(new Asn1Tag(TagClass.ContextSpecific, 0))));
            }

            return new Request(id, tag.TagValue, tag.TagValue == SearchRequest ? Encoding.UTF8.GetString(body.ReadOctetString()) : "", "");
        }
    }
}
