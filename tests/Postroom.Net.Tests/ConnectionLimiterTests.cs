using System.Net;

namespace Postroom.Net.Tests;

public sealed class ConnectionLimiterTests
{
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)] // one household, or one attacker with all its addresses
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Strangers_are_counted_by_who_has_their_addresses(string first, string second, bool isSame)
    {
        var limiter = new ConnectionLimiter(maxConnections: 10, maxUnauthenticatedPerAddress: 2);
        Assert.Equal(ConnectionRefusal.None, limiter.TryEnter(IPAddress.Parse(first)));
        Assert.Equal(ConnectionRefusal.None, limiter.TryEnter(IPAddress.Parse(first)));
        Assert.Equal(isSame ? ConnectionRefusal.TooManyFromAddress : ConnectionRefusal.None, limiter.TryEnter(IPAddress.Parse(second)));
    }

    [Fact]
    public void As_many_as_are_allowed_and_not_one_more()
    {
        var limiter = new ConnectionLimiter(maxConnections: 3, maxUnauthenticatedPerAddress: 2);
        Assert.Equal(
            [ConnectionRefusal.None, ConnectionRefusal.None, ConnectionRefusal.TooManyFromAddress, ConnectionRefusal.None, ConnectionRefusal.TooMany],
            new[] { "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3" }.Select(address => limiter.TryEnter(IPAddress.Parse(address))));
        Assert.Equal(3, limiter.Count);
    }
}
