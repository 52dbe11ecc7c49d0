using System.Globalization;
using System.Text;
using Postroom.Imap;
using Postroom.Store;

namespace Postroom.Bench;

/// <summary>Messages as mailing lists have them, of about 4 KB with two parts; the same in every run.</summary>
internal static class Letters
{
    private static readonly string Words = string.Concat(Enumerable.Range(0, 30).Select(static line =>
        string.Create(CultureInfo.InvariantCulture, $"line {line}: the quick brown fox jumps over the lazy dog and goes on\r\n")));

    internal static byte[] Of(int number) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
        Return-Path: <list-admin@lists.example.org>
        Received: from mail.example.net (mail.example.net [192.0.2.{number % 250}]) by mx.example.org with ESMTP id {number:x8}; Tue, 3 Feb 2026 10:{number % 60:00}:00 +0100
        Received: from localhost (localhost [127.0.0.1]) by mail.example.net with SMTP id {number * 7:x8}; Tue, 3 Feb 2026 09:59:58 +0100
        From: "Writer {number % 97}" <writer{number % 97}@example.net>
        To: List <list@lists.example.org>
        Cc: "Reader {number % 31}" <reader{number % 31}@example.com>
        Subject: [list] Re: subject number {number % 1009} of the list
        Date: Tue, 3 Feb 2026 10:{number % 60:00}:00 +0100
        Message-ID: <{number}.bench@example.net>
        In-Reply-To: <{number / 2}.bench@example.net>
        References: <{number / 4}.bench@example.net> <{number / 2}.bench@example.net>
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="=_bound"

        --=_bound
        Content-Type: text/plain; charset=us-ascii

        message {number}
        {Words}--=_bound
        Content-Type: text/html; charset=us-ascii
        Content-Transfer-Encoding: 7bit

        <p>message {number}</p>
        {Words[..800]}
        --=_bound--

        """).ReplaceLineEndings("\r\n"));

    /// <summary>Adds messages in commits of <paramref name="groupOf"/>.</summary>
    internal static async Task AddAsync(MailStore store, MailAccount account, MailboxId mailbox, int first, int count, int groupOf)
    {
        for (int from = first; from < first + count; from += groupOf)
        {
            List<StagedMessage> staged = await StageAsync(store, from, Math.Min(groupOf, first + count - from));
            await DoAsync(account, [.. staged.Select(message => new AddMessage(mailbox, message, [], null))]);
            foreach (StagedMessage message in staged)
            {
                await message.DisposeAsync();
            }
        }
    }

    internal static async Task<List<StagedMessage>> StageAsync(MailStore store, int first, int count)
    {
        var staged = new List<StagedMessage>(count);
        for (int i = first; i < first + count; i++)
        {
            byte[] letter = Of(i);
            await using StagedMessageWriter writer = await store.StageAsync(letter.Length, default);
            await writer.WriteAsync(letter, default);
            staged.Add(await writer.CompleteAsync(default));
        }

        return staged;
    }

    internal static async Task<CommitResult> DoAsync(MailAccount account, params Change[] changes)
    {
        CommitResult result = await account.CommitAsync(new Commit(changes), default);
        return result.IsDone ? result : throw new InvalidOperationException($"Refused: {result.Refusal}");
    }

    internal static async Task<MailboxId> CreateAsync(MailAccount account, string name) =>
        (await DoAsync(account, new CreateMailbox(MailboxName.Parse(name)))).Only<MailboxCreated>().Mailbox;
}
