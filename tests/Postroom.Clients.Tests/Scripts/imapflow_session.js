// A mail program built on imapflow: `first` fills its cache, `again` brings the cache up to date by QRESYNC alone.
// Leaves cache.json, and in VISIT.log every line that went over the wire inside TLS and DEFLATE.
'use strict';
const fs = require('fs');
const assert = require('assert');
const { ImapFlow } = require('/opt/npm/node_modules/imapflow');

const [visit, port, user] = process.argv.slice(2);
const log = fs.openSync(`${visit}.log`, 'a');
const wire = entry => entry.msg && /^[cs]$/.test(entry.src) && fs.writeSync(log, `${entry.src === 'c' ? 'C' : 'S'}: ${entry.msg}\n`);
const connect = async () => {
    const client = new ImapFlow({
        host: '127.0.0.1', port: Number(port), secure: true, qresync: true, auth: { user, pass: 'secret' },
        tls: { ca: fs.readFileSync('server.pem'), servername: 'localhost' },
        logger: { trace: wire, debug: wire, info: wire, warn: wire, error: wire },
    });
    await client.connect();
    return client;
};

const letter = fs.readFileSync('letter.eml', 'utf8');
const bare = fs.readFileSync('bare.eml', 'utf8');

async function fill(client, cache) {
    const mailboxes = await client.list({ statusQuery: { messages: true, uidNext: true, highestModseq: true, size: true } });
    const uses = Object.fromEntries(mailboxes.filter(m => m.specialUse).map(m => [m.specialUse, m.path]));
    for (const use of ['\\Inbox', '\\Drafts', '\\Sent', '\\Junk', '\\Trash', '\\Archive'])
        assert.ok(uses[use], `no mailbox is ${use}: ${JSON.stringify(uses)}`);
    assert.strictEqual(mailboxes.find(m => m.path === 'INBOX').status.messages, 5);

    // Names in other scripts, their children, and what becomes of both.
    await client.mailboxCreate(['Проекты', '日本語 & Ünïcode']);
    await client.mailboxRename(['Проекты'], 'Projekte');
    const moved = (await client.list()).map(m => m.path);
    assert.ok(moved.includes('Projekte/日本語 & Ünïcode') && !moved.includes('Проекты'), moved.join());
    await client.mailboxCreate('Kurz');
    await client.mailboxDelete('Kurz');

    // A letter with an attachment comes back as it was.
    const stored = await client.append('Projekte/日本語 & Ünïcode', letter, ['\\Seen', '$Forwarded', 'Wichtig'], new Date('2025-02-03T09:20:30Z'));
    await client.mailboxOpen('Projekte/日本語 & Ünïcode');
    const [message] = await client.fetchAll(String(stored.uid), { envelope: true, bodyStructure: true, flags: true, internalDate: true, size: true, source: true, threadId: true }, { uid: true });
    assert.strictEqual(message.source.toString(), letter);
    assert.strictEqual(message.size, Buffer.byteLength(letter));
    assert.strictEqual(message.envelope.subject, 'Grüße mit Anhang');
    assert.strictEqual(message.envelope.from[0].name, 'Jürgen');
    assert.strictEqual(message.envelope.to[0].name, 'Ωmega');
    assert.strictEqual(message.bodyStructure.childNodes[1].dispositionParameters.filename, 'Größe.pdf');
    assert.ok(message.flags.has('$Forwarded') && message.flags.has('Wichtig'));
    assert.strictEqual(message.internalDate.toISOString(), '2025-02-03T09:20:30.000Z');
    assert.ok(message.emailId && message.threadId);
    const chunks = [];
    for await (const chunk of (await client.download(String(stored.uid), '2', { uid: true })).content)
        chunks.push(chunk);
    assert.strictEqual(Buffer.concat(chunks).toString(), '%PDF-1.4\n');

    // So does one whose header fields are bare UTF-8, met and stored.
    assert.ok(await client.append('Bare', bare));
    await client.mailboxOpen('Bare');
    for await (const m of client.fetch('1:*', { envelope: true, source: true })) {
        assert.strictEqual(m.source.toString(), bare);
        assert.strictEqual(m.envelope.subject, 'Grüße, nackt');
        assert.strictEqual(m.envelope.to[0].name, 'Ωmega');
    }
    assert.strictEqual(client.mailbox.exists, 2);

    // The INBOX goes into the cache.
    const inbox = await client.mailboxOpen('INBOX');
    for await (const m of client.fetch('1:*', { flags: true, envelope: true }, { uid: true }))
        cache.messages[m.uid] = { subject: m.envelope.subject, flags: [...m.flags] };
    const found = await client.search({ unseen: true, header: { subject: 'three' } }, { uid: true });
    assert.strictEqual(found.length, 1);
    await client.messageFlagsAdd(found, ['$Label1', '\\Flagged'], { uid: true });
    cache.messages[found[0]].flags.push('$Label1', '\\Flagged');

    // Another session delivers while this one idles.
    const other = await connect();
    const arrived = new Promise(resolve => client.once('exists', resolve));
    const idling = client.idle();
    await other.append('INBOX', letter.replace(/Subject: .*/, 'Subject: while idle'));
    assert.strictEqual((await arrived).count, 6);
    await other.logout();
    const [latest] = await client.fetchAll('*', { flags: true, envelope: true });
    await idling;
    cache.messages[latest.uid] = { subject: latest.envelope.subject, flags: [...latest.flags] };
    // After a VANISHED imapflow still counts the message, so this comes last.
    const five = Object.keys(cache.messages).find(uid => cache.messages[uid].subject === 'five');
    const copied = await client.messageMove(five, 'Archive', { uid: true });
    assert.strictEqual(copied.uidMap.size, 1);
    delete cache.messages[five];

    const { highestModseq } = await client.status('INBOX', { highestModseq: true });
    Object.assign(cache, { uidValidity: String(inbox.uidValidity), highestModseq: String(highestModseq), uidNext: latest.uid + 1 });
}

async function refresh(client, cache) {
    client.on('flags', m => { if (cache.messages[m.uid]) cache.messages[m.uid].flags = [...m.flags]; });
    client.on('expunge', m => { assert.ok(m.vanished && m.earlier); delete cache.messages[m.uid]; });
    const inbox = await client.mailboxOpen('INBOX', { changedSince: BigInt(cache.highestModseq), uidValidity: BigInt(cache.uidValidity) });
    assert.strictEqual(inbox.qresync, true);
    for await (const m of client.fetch(`${cache.uidNext}:*`, { flags: true, envelope: true }, { uid: true, changedSince: BigInt(cache.highestModseq) }))
        cache.messages[m.uid] = { subject: m.envelope.subject, flags: [...m.flags] };
}

(async () => {
    const cache = visit === 'first' ? { messages: {} } : JSON.parse(fs.readFileSync('cache.json'));
    const client = await connect();
    await (visit === 'first' ? fill : refresh)(client, cache);
    await client.logout();
    fs.writeFileSync('cache.json', JSON.stringify(cache));
    console.log('done');
})().catch(e => {
    console.error(e);
    process.exit(1);
});
