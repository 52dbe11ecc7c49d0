namespace Postroom.Store.Tests.Identities;

/// <summary>The text of an identity is in file names, in clients' caches and in what other servers were told: it stays what it was.</summary>
public sealed class ObjectIdTextTests
{
    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000001", "00000000000000000000000001")]
    [InlineData("00000000-0000-0000-8000-000000000000", "00000000000008000000000000")] // the low half's highest bit
    [InlineData("00000000-0000-0001-0000-000000000000", "0000000000000g000000000000")] // the high half's lowest
    [InlineData("01234567-89ab-cdef-fedc-ba9876543210", "014d2pf2dbsqqzxq5tk1v58cgg")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", "7zzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void Text_is_the_number_in_base_32(string value, string digits)
    {
        var id = new EmailId(Guid.Parse(value));
        Assert.Equal("e" + digits, id.ToString());
        Assert.True(EmailId.TryParse("e" + digits, out EmailId read));
        Assert.Equal(id, read);
        Assert.False(MailboxId.TryParse("e" + digits, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("e")]
    [InlineData("e0000000000000000000000000")] // too short
    [InlineData("e80000000000000000000000000")] // 131 bits
    [InlineData("e0000000000000000000000000l")] // no such digit
    public void Other_text_is_no_identity(string text) => Assert.False(EmailId.TryParse(text, out _));

    [Fact]
    public void They_sort_as_their_text_does()
    {
        AccountId[] ids = [.. Enumerable.Range(0, 100).Select(_ => AccountId.New())];
        Assert.Equal(ids.Order().Select(static id => id.ToString()), ids.Select(static id => id.ToString()).Order(StringComparer.Ordinal));
    }
}
