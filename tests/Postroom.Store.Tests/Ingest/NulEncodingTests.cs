using System.Text;
using Postroom.Mime;
using Postroom.Store.Memory;

namespace Postroom.Store.Tests;

/// <summary>Parts that hold NUL become base64, and nothing else changes (RFC 3516 §6).</summary>
public class NulEncodingTests
{
    [Theory] // rows of 57 octets, pieces of 1,024 of them
    [InlineData(1)]
    [InlineData(57)]
    [InlineData(58)]
    [InlineData(57 * 1024)]
    [InlineData((57 * 1024) + 1)]
    [InlineData((57 * 2048) - 1)]
    [InlineData(300_000)]
    public async Task Whatever_its_size_the_part_is_the_same(int octets)
    {
        byte[] content = new byte[octets];
        new Random(octets).NextBytes(content);
        content[^1] = 0;
        byte[] alone = await EncodeAsync([.. "MIME-Version: 1.0\r\nContent-Type: application/x-y\r\n\r\n"u8, .. content]);
        Assert.Equal(content, ContentOf(alone, MimeParser.Parse(alone).Root));
        Assert.False(alone.Contains((byte)0));

        byte[] before = "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nfirst\r\n--b\r\n"u8.ToArray();
        byte[] behind = "\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b--\r\nepilogue\r\n"u8.ToArray();
        byte[] among = await EncodeAsync([.. before, .. "Content-Transfer-Encoding: 8bit\r\n\r\n"u8, .. content, .. behind]);
        MimePart root = MimeParser.Parse(among).Root;
        Assert.Equal(content, ContentOf(among, root.Children[1]));
        Assert.StartsWith(Encoding.ASCII.GetString(before), Encoding.ASCII.GetString(among), StringComparison.Ordinal);
        Assert.EndsWith(Encoding.ASCII.GetString(behind), Encoding.ASCII.GetString(among), StringComparison.Ordinal);
        Assert.All(Encoding.ASCII.GetString(among).Split("\r\n"), static line => Assert.InRange(line.Length, 0, 76));
    }

    [Theory]
    [InlineData("Subject: x\r\n\r\nno such octet")]
    [InlineData("Subject: \0\r\n\r\nx")]
    [InlineData("\0")]
    [InlineData("Content-Transfer-Encoding: base64\r\n\r\nAA\0==\r\n")]
    [InlineData("Content-Transfer-Encoding: quoted-printable\r\n\r\n\0\r\n")]
    [InlineData("Content-Transfer-Encoding: x-strange\r\n\r\n\0\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\n\r\nprea\0mble\r\n--b\r\n\r\nx\r\n--b--\r\nepi\0logue")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; x=\0\r\n\r\nx\r\n--b--")]
    public async Task What_no_encoding_can_carry_stays(string message)
    {
        await using MailStore store = MemoryStore();
        await using StagedMessage staged = await StageAsync(store, Encoding.ASCII.GetBytes(message));
        Assert.Null(await store.EncodeNulAsync(staged, default));
    }

    [Fact]
    public async Task Two_encodings_become_one_and_other_fields_stay_in_their_order()
    {
        byte[] encoded = await EncodeAsync(
            "X-First: 1\r\ncontent-transfer-encoding: 7bit\r\nMIME-Version: 1.0\r\nno field\r\nContent-Transfer-Encoding:\r\n binary\r\nX-Last: 2\n\n\0"u8.ToArray());
        Assert.Equal("X-First: 1\r\nContent-Transfer-Encoding: base64\r\nMIME-Version: 1.0\r\nno field\r\nX-Last: 2\n\nAA==\r\n", Encoding.ASCII.GetString(encoded));
    }

    [Fact]
    public async Task A_part_whose_header_is_too_long_to_be_read_stays()
    {
        byte[] header = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("X-Y: z\r\n", MimeLimits.Default.HeaderLines + 1)));
        await using MailStore store = MemoryStore();
        await using StagedMessage staged = await StageAsync(store, [.. header, .. "\r\n\0"u8]);
        Assert.Null(await store.EncodeNulAsync(staged, default));
    }

    private static MailStore MemoryStore() => new(new MemoryStoreEngine(), new StoreOptions(), TimeProvider.System);

    private static async Task<byte[]> EncodeAsync(byte[] message)
    {
        await using MailStore store = MemoryStore();
        await using StagedMessage staged = await StageAsync(store, message);
        await using StagedMessage? encoded = await store.EncodeNulAsync(staged, default);
        Assert.NotNull(encoded);
        byte[] octets = new byte[encoded.Length];
        Assert.Equal(octets.Length, await encoded.Bytes.ReadAsync(0, octets, default));
        Assert.False(new DerivedMessage(encoded.DerivedRow.Span).HasNul);
        return octets;
    }

    private static async Task<StagedMessage> StageAsync(MailStore store, byte[] message)
    {
        await using StagedMessageWriter writer = await store.StageAsync(message.Length, default);
        await writer.WriteAsync(message, default);
        return await writer.CompleteAsync(default);
    }

    private static byte[] ContentOf(byte[] message, MimePart part)
    {
        Assert.Equal(TransferEncoding.Base64, part.Encoding);
        return Convert.FromBase64String(Encoding.ASCII.GetString(message, (int)part.BodyOffset, (int)part.BodyLength));
    }
}
