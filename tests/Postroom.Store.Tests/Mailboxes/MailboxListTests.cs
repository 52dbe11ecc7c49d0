using Postroom.Imap;

namespace Postroom.Store.Tests.Mailboxes;

/// <summary>Mailboxes by name, key and identity, while they become many and few again: of few there is no map of identities.</summary>
public sealed class MailboxListTests
{
    [Fact]
    public void Each_is_found_by_whatever_names_it_after_any_changes()
    {
        var random = new Random(5);
        var plain = new Dictionary<long, MailboxInfo>();
        MailboxList list = MailboxList.None;
        int most = 0;
        for (int step = 0; step < 600; step++)
        {
            int wanted = step % 200 < 100 ? 40 : 2; // up and down again, three times
            if (plain.Count > 0 && random.Next(plain.Count + wanted) >= wanted)
            {
                long gone = plain.Keys.ElementAt(random.Next(plain.Count));
                list = list.Without(new MailboxKey(gone));
                MailboxId id = plain[gone].Id;
                plain.Remove(gone);
                Assert.Null(list.Find(id));
            }
            else
            {
                MailboxInfo info = plain.Count > 0 && random.Next(3) == 0
                    ? plain.Values.ElementAt(random.Next(plain.Count)) with { Name = Named(step), Id = random.Next(2) == 0 ? MailboxId.New() : plain.Values.First().Id }
                    : new MailboxInfo { Id = MailboxId.New(), Key = new MailboxKey(step + 1), Name = Named(step), UidValidity = new UidValidity(1) };
                if (plain.Values.Any(other => other.Key != info.Key && other.Id == info.Id))
                {
                    continue; // another's
                }

                list = list.With(plain[info.Key.Value] = info);
            }

            most = Math.Max(most, list.Count);
            foreach (MailboxList one in (MailboxList[])[list, MailboxList.From(plain.Values)])
            {
                Assert.Equal(plain.Values.OrderBy(static info => info.Name), one);
                foreach (MailboxInfo info in plain.Values)
                {
                    Assert.Same(info, one.Find(info.Id));
                    Assert.Same(info, one.Find(info.Key));
                    Assert.Same(info, one.Find(info.Name));
                }

                Assert.Null(one.Find(MailboxId.New()));
            }
        }

        Assert.InRange(most, 25, 100);

        static MailboxName Named(int step) => MailboxName.Parse($"mailbox {step}");
    }
}
