using System.Net;

namespace Postroom.Security.Tests;

public sealed class LoginThrottleTests
{
    private static readonly IPAddress Home = TestAccounts.Home;
    private static readonly IPAddress Elsewhere = TestAccounts.Elsewhere;

    private readonly ManualTime _time = new();

    [Fact]
    public void Each_failure_costs_twice_the_last_up_to_15_seconds()
    {
        var throttle = new LoginThrottle(_time);
        var delays = Enumerable.Range(0, 40).Select(_ => throttle.Failed(Home, "ali").TotalSeconds).ToList();
        Assert.Equal([2.0, 4, 8, 15, 15], delays[..5]);
        Assert.Equal(15, delays[^1]);
    }

    [Fact]
    public void An_address_pays_for_all_names_and_a_name_for_all_addresses()
    {
        var throttle = new LoginThrottle(_time);
        throttle.Failed(Home, "a");
        Assert.Equal(4, throttle.Failed(Home, "b").TotalSeconds);
        Assert.Equal(4, throttle.Failed(Elsewhere, "b").TotalSeconds);
        Assert.Equal(2, throttle.Failed(IPAddress.Parse("192.0.2.50"), "c").TotalSeconds);
    }

    [Fact]
    public void An_attempt_beside_a_failed_one_waits_as_long_as_that_answer()
    {
        var throttle = new LoginThrottle(_time);
        Assert.Equal(0, throttle.WaitBefore(Home, "ali").TotalSeconds);
        throttle.Failed(Home, "ali");
        Assert.Equal(2, throttle.WaitBefore(Home, "other").TotalSeconds);
        Assert.Equal(2, throttle.WaitBefore(Elsewhere, "ali").TotalSeconds);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, throttle.WaitBefore(Home, "ali").TotalSeconds);
    }

    [Fact]
    public void However_long_an_attack_the_owner_waits_15_seconds_at_most()
    {
        var throttle = new LoginThrottle(_time);
        for (int guess = 0; guess < 10_000; guess++)
            throttle.Failed(Elsewhere, "ali");
        Assert.Equal(15, throttle.WaitBefore(Home, "ali").TotalSeconds);
    }

    [Fact]
    public void A_login_forgives_its_account_not_its_address()
    {
        var throttle = new LoginThrottle(_time);
        throttle.Failed(Home, "ali");
        throttle.Succeeded(Home, "ali");
        Assert.Equal(2, throttle.Failed(Elsewhere, "ali").TotalSeconds);
        Assert.Equal(4, throttle.Failed(Home, "other").TotalSeconds);
    }

    /// <summary>Else a guesser would see by the shorter delay that somebody has the account, and logs in to it.</summary>
    [Fact]
    public void A_login_forgives_nothing_that_others_did_elsewhere()
    {
        var throttle = new LoginThrottle(_time);
        throttle.Failed(Elsewhere, "ali");
        throttle.Failed(Home, "ali");
        throttle.Succeeded(Home, "ali");
        Assert.Equal(4, throttle.Failed(IPAddress.Parse("192.0.2.50"), "ali").TotalSeconds);
        throttle.Succeeded(Home, "ali");
        Assert.Equal(8, throttle.Failed(IPAddress.Parse("192.0.2.51"), "ali").TotalSeconds);
    }

    [Fact]
    public void Failures_that_are_forgotten_by_themselves_are_not_forgiven_once_more()
    {
        var throttle = new LoginThrottle(_time);
        for (int guess = 0; guess < 3; guess++)
            throttle.Failed(Home, "ali");
        _time.Advance(TimeSpan.FromMinutes(15));
        throttle.Failed(Elsewhere, "ali");
        throttle.Succeeded(Home, "ali");
        Assert.Equal(4, throttle.Failed(IPAddress.Parse("192.0.2.50"), "ali").TotalSeconds);
    }

    [Fact]
    public void Who_was_here_before_waits_only_for_its_own_failures()
    {
        var throttle = new LoginThrottle(_time);
        throttle.Succeeded(Home, "ali");
        throttle.Failed(Elsewhere, "ali");
        throttle.Failed(Home, "other"); // the neighbour behind the same address
        Assert.Equal(0, throttle.WaitBefore(Home, "ali").TotalSeconds);
        throttle.Failed(Home, "ali");
        Assert.Equal(2, throttle.WaitBefore(Home, "ali").TotalSeconds); // a guesser behind the same address gains nothing
    }

    [Fact]
    public void After_a_quiet_quarter_of_an_hour_all_is_forgiven()
    {
        var throttle = new LoginThrottle(_time);
        for (int guess = 0; guess < 10; guess++)
            throttle.Failed(Home, "ali");
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(2, throttle.Failed(Home, "ali").TotalSeconds);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 4)] // one household
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", 2)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", 4)]
    [InlineData("192.0.2.1", "192.0.2.2", 2)]
    public void Addresses_count_by_who_has_them(string first, string second, int seconds)
    {
        var throttle = new LoginThrottle(_time);
        throttle.Failed(IPAddress.Parse(first), "a");
        Assert.Equal(seconds, throttle.Failed(IPAddress.Parse(second), "b").TotalSeconds);
    }

    [Fact]
    public void A_million_names_do_not_fill_the_memory()
    {
        var throttle = new LoginThrottle(_time, new() { MaxEntries = 1000 });
        for (int guess = 0; guess < 20_000; guess++)
        {
            throttle.Failed(Home, $"user{guess}");
            throttle.Succeeded(Elsewhere, $"user{guess}");
        }

        Assert.InRange(throttle.Count, 1, 2000);
        Assert.Equal(15, throttle.Failed(Home, "one more").TotalSeconds); // what is in use is not forgotten
    }
}
