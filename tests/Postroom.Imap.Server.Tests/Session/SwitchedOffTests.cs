using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Session;

/// <summary>Each extension can be switched off: then it is neither announced nor accepted, and everything else is as before (INVARIANTS 22).</summary>
public sealed class SwitchedOffTests
{
    private static readonly IReadOnlyList<IImapExtension> Extensions = [.. ImapExtensions.All.Where(static extension => extension is not BaseProtocol)];

    public static IEnumerable<object[]> Names => Extensions.Select(static extension => new object[] { extension.Name });

    /// <summary>An extension, and one that it needs.</summary>
    public static IEnumerable<object[]> Needs =>
        Extensions.SelectMany(static extension => extension.Needs.Select(need => new object[] { extension.Name, need }));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_neither_announced_nor_accepted_and_all_else_is_as_before(string name)
    {
        HashSet<string> off = WithWhatNeedsIt(name);
        await using var server = await OffServer.StartAsync(off);
        HashSet<string> announced = await server.CapabilitiesAsync();
        foreach (SwitchedOffCase extension in SwitchedOffCase.All)
        {
            Assert.All(extension.Capabilities, capability => Assert.Equal(!off.Contains(extension.Extension), announced.Contains(capability)));
            foreach (Trial trial in extension.Trials.Where(trial => trial.With is null || !off.Contains(trial.With) || off.Contains(extension.Extension)))
            {
                await TryAsync(server, trial, isThere: !off.Contains(extension.Extension));
            }
        }
    }

    [Fact]
    public async Task With_all_of_them_off_there_is_IMAP4rev1_alone()
    {
        HashSet<string> off = [.. Extensions.Select(static extension => extension.Name)];
        await using var server = await OffServer.StartAsync(off);
        Assert.Equal(["AUTH", "IMAP4rev1", "STARTTLS"], (await server.CapabilitiesAsync()).Order(StringComparer.Ordinal));
        foreach (Trial trial in SwitchedOffCase.All.SelectMany(static extension => extension.Trials))
        {
            await TryAsync(server, trial, isThere: false);
        }
    }

    /// <summary>The list above is whole: no extension is missing, and what each of them registers by name is tried.</summary>
    [Fact]
    public void Every_extension_is_there_and_every_name_it_registers_is_tried()
    {
        Assert.Equal(Extensions.Select(static extension => extension.Name), SwitchedOffCase.All.Select(static extension => extension.Extension));
        foreach (IImapExtension extension in Extensions)
        {
            var registry = new ImapRegistry(OffServer.Options(new HashSet<string>()));
            extension.Register(registry);
            string tried = string.Join('\n', SwitchedOffCase.All.Single(one => one.Extension == extension.Name).Trials.Select(static trial => trial.Command));
            Assert.All(NamesIn(registry), name => Assert.Matches($@"(^|[\s(]){name}($|[\s()\[])", tried));
        }
    }

    /// <summary>What is announced is in the list above, too.</summary>
    [Fact]
    public async Task What_is_announced_is_of_one_extension()
    {
        await using var server = await OffServer.StartAsync(new HashSet<string>());
        IEnumerable<string> known = SwitchedOffCase.All.SelectMany(static extension => extension.Capabilities);
        Assert.Equal([.. known.Concat(["AUTH", "IMAP4rev1", "STARTTLS"]).Order(StringComparer.Ordinal)], (await server.CapabilitiesAsync()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Needs))]
    public async Task One_that_another_needs_is_not_switched_off_alone(string name, string need)
    {
        HashSet<string> off = [need, .. Extensions.Where(extension => extension.Name != name && extension.Needs.Contains(need)).SelectMany(static extension => WithWhatNeedsIt(extension.Name))];
        off.Remove(name);
        var refused = await Assert.ThrowsAsync<ImapExtensionException>(() => OffServer.StartAsync(off));
        Assert.Equal($"The IMAP extension {name} needs {need}, which is switched off: switch both on or both off.", refused.Message);
    }

    [Fact]
    public async Task What_all_of_them_extend_is_not_switched_off()
    {
        var refused = await Assert.ThrowsAsync<ImapExtensionException>(() => OffServer.StartAsync(new HashSet<string> { "imap4REV1" }));
        Assert.Equal("IMAP4rev1 is what every extension extends: it cannot be switched off.", refused.Message);
    }

    [Fact]
    public async Task What_is_demanded_of_every_client_is_not_switched_off()
    {
        var refused = await Assert.ThrowsAsync<ImapExtensionException>(static async () =>
            await ImapServerFixture.StartInMemoryAsync(new() { Utf8Only = true, DisabledExtensions = new HashSet<string> { "UTF8=ACCEPT" } }));
        Assert.Equal("Every client is to enable UTF8=ACCEPT, which is switched off: switch it on, or demand it of nobody.", refused.Message);
    }

    private static async Task TryAsync(OffServer server, Trial trial, bool isThere)
    {
        string answer = await server.AnswerAsync(trial);
        string said = $"{trial.Command}: {answer}";
        if (trial.Shows is { } shown)
        {
            Assert.True(answer.Contains(shown, StringComparison.Ordinal) == isThere, said);
        }
        else if (isThere)
        {
            Assert.True(answer.Contains("\nt OK", StringComparison.Ordinal), said);
        }
        else
        {
            Assert.True(answer.Contains(" BAD ", StringComparison.Ordinal) && !answer.Contains("\nt OK", StringComparison.Ordinal), said);
        }
    }

    private static HashSet<string> WithWhatNeedsIt(string name)
    {
        HashSet<string> all = [name];
        while (Extensions.FirstOrDefault(extension => !all.Contains(extension.Name) && extension.Needs.Any(all.Contains)) is { } next)
        {
            all.Add(next.Name);
        }

        return all;
    }

    private static IEnumerable<string> NamesIn(ImapRegistry registry) =>
    [
        .. registry.Commands.Keys, .. registry.NamedFetchItems.Keys, .. registry.StatusItems.Keys, .. registry.Enableables.Keys,
        .. registry.ListSelections.Keys, .. registry.ListReturns.Keys, .. registry.CreateParameters, .. registry.SelectParameters.Keys,
        .. registry.StoreModifiers, .. registry.FetchModifiers.Keys, .. registry.SearchReturns.Keys,
    ];
}
