using System.Text;

namespace Postroom.Security.Tests;

/// <summary>RFC 4752's exchange, with a context that stands for Kerberos's; real tickets are Postroom.Clients.Tests' KerberosTests.</summary>
public sealed class GssapiTests : IDisposable
{
    // As RFC 2743 §3.1 frames it, with Kerberos's OID, and what the fake takes for a ticket.
    private static readonly byte[] Ticket = [0x60, 0x0F, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02, .. "good"u8];
    private static readonly byte[] LongTicket = [0x60, 0x81, 0x0F, .. Ticket.AsSpan(2)];
    private static readonly byte[] BadTicket = [.. Ticket.AsSpan(0, 13), .. "evil"u8];
    private static readonly byte[] Spnego = [0x60, 0x08, 0x06, 0x06, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x02, .. "good"u8];

    private readonly TestAccounts _accounts = new();
    private readonly FakeContext _kerberos = new();

    public GssapiTests()
    {
        _accounts.Add("ali", "sesam");
        _accounts.Add("bea", "sesam");
        _accounts.Add("bea@example.org", "sesam");
        _accounts.Add("off", "sesam", isDisabled: true);
    }

    public void Dispose() => _accounts.Dispose();

    [Fact]
    public async Task A_ticket_lets_in_without_a_security_layer()
    {
        using SaslConversation conversation = new(new GssapiMechanism("EXAMPLE.ORG", () => _kerberos), Context());
        Assert.Equal("", Text(await conversation.StartAsync(null)));
        Assert.Equal("proof of the service", Text(await conversation.ContinueAsync(Line(Ticket))));
        Assert.Equal("W\u0001\0\0\0", Text(await conversation.ContinueAsync(Line([]))));
        SaslReply reply = await conversation.ContinueAsync(Line("W\u0001\u0002\u0003\u0004"u8));
        Assert.Equal((SaslReplyKind.Succeeded, "ali"), (reply.Kind, reply.Result!.Name));
    }

    /// <summary>A client that wants no proof is offered the layers at once.</summary>
    [Fact]
    public async Task Without_mutual_authentication_there_is_one_step_less()
    {
        _kerberos.Answer = "";
        ISaslExchange exchange = Start();
        Assert.Equal("W\u0001\0\0\0", Text(await exchange.NextAsync(LongTicket, default)));
        Assert.Equal("ali", (await exchange.NextAsync("W\u0001\0\0\0"u8.ToArray(), default)).Result!.Name);
    }

    [Fact]
    public async Task More_tokens_may_be_needed_but_not_endlessly()
    {
        _kerberos.TokensNeeded = 3;
        Assert.Equal("ali", (await RunAsync(Start(), Ticket, "good"u8.ToArray(), "good"u8.ToArray(), [], "W\u0001\0\0\0"u8.ToArray())).Result!.Name);
        _kerberos.TokensNeeded = 100;
        ISaslExchange exchange = Start();
        await RunAsync(exchange, Ticket, "good"u8.ToArray(), "good"u8.ToArray(), "good"u8.ToArray());
        await IsRefusedAsync(exchange, "good"u8.ToArray());
    }

    [Theory]
    [InlineData("ali@EXAMPLE.ORG", "ali")]
    [InlineData("Ali@EXAMPLE.ORG", "ali")] // as all names
    [InlineData("bea@EXAMPLE.ORG", "bea@example.org")] // the one that says the most
    public async Task A_principal_is_the_account_of_its_name(string principal, string account)
    {
        _kerberos.Principal = principal;
        Assert.Equal(account, (await RunAsync(Start(), Ticket, [], "W\u0001\0\0\0"u8.ToArray())).Result!.Name);
    }

    [Theory]
    [InlineData("ali@OTHER.ORG")]
    [InlineData("ali@example.org")]
    [InlineData("ali")]
    [InlineData("")]
    [InlineData("@EXAMPLE.ORG")]
    [InlineData("ali/admin@EXAMPLE.ORG")]
    [InlineData("ali\\@EXAMPLE.ORG@EXAMPLE.ORG")]
    [InlineData("ali@EXAMPLE.ORG@EXAMPLE.ORG")]
    [InlineData("nobody@EXAMPLE.ORG")]
    [InlineData("off@EXAMPLE.ORG")]
    public async Task Any_other_principal_is_nobody(string principal)
    {
        _kerberos.Principal = principal;
        ISaslExchange exchange = Start();
        await RunAsync(exchange, Ticket, []);
        await IsRefusedAsync(exchange, "W\u0001\0\0\0"u8.ToArray());
    }

    [Fact]
    public async Task A_ticket_that_the_library_does_not_take_is_refused() => await IsRefusedAsync(Start(), BadTicket);

    /// <summary>RFC 4752 §3.2: a layer that was not offered, none, several; and what another wrapped.</summary>
    [Theory]
    [InlineData("W\u0000\0\0\0")]
    [InlineData("W\u0002\0\0\0")]
    [InlineData("W\u0003\0\0\0")]
    [InlineData("W\u0004\0\0\0")]
    [InlineData("\u0001\0\0\0")]
    [InlineData("")]
    public async Task Another_layer_is_refused(string message)
    {
        ISaslExchange exchange = Start();
        await RunAsync(exchange, Ticket, []);
        await IsRefusedAsync(exchange, Encoding.Latin1.GetBytes(message));
    }

    [Fact]
    public async Task A_context_that_cannot_wrap_is_refused()
    {
        _kerberos.CanWrap = false;
        ISaslExchange exchange = Start();
        await RunAsync(exchange, Ticket);
        await IsRefusedAsync(exchange, []);
    }

    [Fact]
    public async Task A_message_of_another_shape_is_malformed()
    {
        foreach (byte[] token in (byte[][])[[], Spnego, [0x60], [0x60, 0x84, 1], [0x60, 0x88, .. Ticket.AsSpan(2)], [0x61, .. Ticket.AsSpan(1)], "good"u8.ToArray()])
            Assert.True((await Start().NextAsync(token, default)).IsMalformed);
        ISaslExchange exchange = Start();
        await RunAsync(exchange, Ticket);
        Assert.True((await exchange.NextAsync("more"u8.ToArray(), default)).IsMalformed);
        foreach (string message in (string[])["W", "W\u0001\0\0", "W\u0001\0\0\0ali\0", "W\u0001\0\0\0\u00E9"])
        {
            exchange = Start();
            await RunAsync(exchange, Ticket, []);
            Assert.True((await exchange.NextAsync(Encoding.Latin1.GetBytes(message), default)).IsMalformed);
        }
    }

    [Fact]
    public async Task Acting_as_another_needs_leave()
    {
        byte[] asBea = "W\u0001\0\0\0bea"u8.ToArray();
        Assert.Equal("ali", (await RunAsync(Start(), Ticket, [], "W\u0001\0\0\0ALI"u8.ToArray())).Result!.Name);
        Assert.Equal(AuthenticationFailure.Authorization, (await RunAsync(Start(), Ticket, [], asBea)).Result!.Failure);
        _accounts.MayActAs.Add(("ali", "bea"));
        Assert.Equal(("bea", "ali"), (await RunAsync(Start(), Ticket, [], asBea)).Result is { } result ? (result.Name, result.LoginName) : default);
    }

    [Fact]
    public async Task The_context_is_freed_however_it_ends()
    {
        SaslConversation conversation = new(new GssapiMechanism("EXAMPLE.ORG", () => _kerberos), Context());
        await conversation.StartAsync(null);
        await conversation.ContinueAsync("*"u8.ToArray());
        conversation.Dispose();
        Assert.True(_kerberos.IsDisposed);
    }

    private ISaslExchange Start() => new GssapiMechanism("EXAMPLE.ORG", () => _kerberos).Start(Context());

    private SaslContext Context() => new(_accounts.Authenticator, new(TestAccounts.Home, LoginServices.Imap), IsConfidential: true);

    private static async Task<SaslStep> RunAsync(ISaslExchange exchange, params byte[][] responses)
    {
        SaslStep step = default;
        foreach (byte[] response in responses)
            step = await exchange.NextAsync(response, default).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return step;
    }

    private async Task IsRefusedAsync(ISaslExchange exchange, byte[] response)
    {
        (int seconds, SaslStep step) = await _accounts.LateAsync(exchange.NextAsync(response, default).AsTask());
        Assert.Equal((2, AuthenticationFailure.Credentials), (seconds, step.Result!.Failure));
    }

    private static byte[] Line(ReadOnlySpan<byte> octets) => Encoding.ASCII.GetBytes(Convert.ToBase64String(octets));

    private static string Text(SaslReply reply) => Encoding.ASCII.GetString(Convert.FromBase64String(Encoding.ASCII.GetString(reply.Challenge.Span)));

    private static string Text(SaslStep step) => Encoding.ASCII.GetString(step.Data.Span);

    /// <summary>Takes tokens that end in "good", and wraps by a "W" in front.</summary>
    private sealed class FakeContext : IKerberosContext
    {
        private int _tokens;

        public string Principal { get; set; } = "ali@EXAMPLE.ORG";

        public string Answer { get; set; } = "proof of the service";

        public int TokensNeeded { get; set; } = 1;

        public bool CanWrap { get; set; } = true;

        public bool IsDisposed { get; private set; }

        public bool TryAccept(ReadOnlySpan<byte> token, out byte[] answer, out bool isComplete)
        {
            answer = Encoding.ASCII.GetBytes(Answer);
            isComplete = ++_tokens == TokensNeeded;
            if (isComplete)
                _tokens = 0;
            return token.EndsWith("good"u8);
        }

        public bool TryWrap(ReadOnlySpan<byte> message, out byte[] wrapped)
        {
            wrapped = [(byte)'W', .. message];
            return CanWrap;
        }

        public bool TryUnwrap(ReadOnlySpan<byte> wrapped, out byte[] message)
        {
            message = wrapped.IsEmpty ? [] : wrapped[1..].ToArray();
            return wrapped.StartsWith("W"u8);
        }

        public void Dispose() => IsDisposed = true;
    }
}
