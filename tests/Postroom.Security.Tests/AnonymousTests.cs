using System.Net;
using System.Text;

namespace Postroom.Security.Tests;

/// <summary>ANONYMOUS (RFC 4505).</summary>
public class AnonymousTests
{
    [Theory]
    [InlineData("sirhc", "\"sirhc\"")]
    [InlineData("", "anonymous")]
    [InlineData("ann@example.org", "\"ann@example.org\"")]
    [InlineData("käthe müller", "\"käthe müller\"")]
    [InlineData("bob\" logged in by \"PLAIN", "\"bob' logged in by 'PLAIN\"")] // a line of the log is ours
    public async Task Anybody_is_in_as_nobody_and_what_they_say_is_for_the_log(string trace, string logged)
    {
        SaslReply reply = await SayAsync(Encoding.UTF8.GetBytes(trace));
        Assert.Equal(SaslReplyKind.Succeeded, reply.Kind);
        Assert.Equal((true, true, Guid.Empty, "anonymous", logged), (reply.Result!.IsSuccess, reply.Result.IsAnonymous, reply.Result.AccountId, reply.Result.Name, reply.Result.LoginName));
    }

    [Fact]
    public async Task The_client_speaks_first()
    {
        SaslReply reply = await new SaslConversation(new AnonymousMechanism(), Context).StartAsync(null);
        Assert.Equal((SaslReplyKind.Challenge, 0), (reply.Kind, reply.Challenge.Length));
    }

    [Theory]
    [InlineData("a\nb")] // C.2.1
    [InlineData("a\u0085b")] // C.2.2
    [InlineData("a\u2028b")]
    [InlineData("a\uE000b")] // C.3
    [InlineData("a\uFFFEb")] // C.4
    [InlineData("a\uFFFDb")] // C.6
    [InlineData("a\u202Eb")] // C.8
    public async Task What_may_not_be_in_it_is_malformed(string trace) => Assert.Equal(SaslReplyKind.Malformed, (await SayAsync(Encoding.UTF8.GetBytes(trace))).Kind);

    [Fact]
    public async Task It_is_utf8_and_has_255_characters()
    {
        Assert.Equal(SaslReplyKind.Malformed, (await SayAsync([0x61, 0xFF])).Kind);
        Assert.Equal(SaslReplyKind.Succeeded, (await SayAsync(Encoding.UTF8.GetBytes(new string('ö', 255)))).Kind);
        Assert.Equal(SaslReplyKind.Malformed, (await SayAsync(Encoding.UTF8.GetBytes(new string('a', 256)))).Kind);
    }

    private static SaslContext Context => new(null!, new LoginOrigin(IPAddress.Loopback, LoginServices.Imap), IsConfidential: true); // nobody is asked

    private static ValueTask<SaslReply> SayAsync(byte[] message) =>
        new SaslConversation(new AnonymousMechanism(), Context).StartAsync(message.Length == 0 ? "="u8.ToArray() : Encoding.ASCII.GetBytes(Convert.ToBase64String(message)));
}
