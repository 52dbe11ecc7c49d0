// A script built on imap-simple (and so on node-imap): boxes, mail as it arrives, parts, flags, what changed since, moves, deletion.
// Leaves wire.log with all that went over the wire inside TLS.
'use strict';
const fs = require('fs');
const assert = require('assert');
const { once } = require('events');
const { promisify } = require('util');
const simple = require('/opt/npm/node_modules/imap-simple');

const [port, user] = process.argv.slice(2);
const log = fs.openSync('wire.log', 'a');
const letter = fs.readFileSync('letter.eml', 'utf8');
const deep = 'Проекты/日本語 & Ünïcode';
const connect = () => simple.connect({
    imap: {
        user, password: 'secret', host: 'localhost', port: Number(port), tls: true, authTimeout: 20000,
        tlsOptions: { ca: fs.readFileSync('server.pem') }, debug: line => fs.writeSync(log, line + '\n'),
    },
});
const subjects = messages => messages.map(m => m.parts[0].body.subject[0]);
const headers = { bodies: ['HEADER.FIELDS (SUBJECT)'] };

(async () => {
    const box = await connect();
    await box.addBox(deep);
    await box.addBox('Kurz');
    await box.delBox('Kurz');
    const boxes = await box.getBoxes();
    assert.deepStrictEqual(Object.keys(boxes['Проекты'].children), ['日本語 & Ünïcode']);
    assert.strictEqual(boxes.Sent.special_use_attrib, '\\Sent');
    await box.append(letter, { mailbox: deep, flags: ['Seen', '$Forwarded'], date: new Date('2025-02-03T09:20:30Z') });

    // The letter, its structure and its parts.
    await box.openBox(deep);
    const [message] = await box.search(['ALL'], { bodies: ['HEADER', 'TEXT', ''], struct: true, envelope: true });
    assert.strictEqual(message.parts.find(p => p.which === '').body, letter);
    assert.strictEqual(message.parts.find(p => p.which === 'HEADER').body.subject[0], 'Grüße mit Anhang');
    assert.deepStrictEqual(message.attributes.flags.filter(f => f !== '\\Recent').sort(), ['$Forwarded', '\\Seen']);
    assert.strictEqual(message.attributes.date.toISOString(), '2025-02-03T09:20:30.000Z');
    const parts = simple.getParts(message.attributes.struct);
    assert.strictEqual(await box.getPartData(message, parts[0]), 'Schöne Grüße.');
    assert.strictEqual((await box.getPartData(message, parts[1])).toString(), '%PDF-1.4\n');

    // One whose header fields are bare UTF-8.
    await box.openBox('Bare');
    const [bare] = await box.search(['ALL'], { bodies: ['HEADER', ''], envelope: true });
    assert.strictEqual(bare.parts.find(p => p.which === '').body, fs.readFileSync('bare.eml', 'utf8'));
    assert.strictEqual(bare.parts.find(p => p.which === 'HEADER').body.subject[0], 'Grüße, nackt');

    // What changed since: another session flags one message of five.
    const inbox = await box.openBox('INBOX');
    const other = await connect();
    await other.openBox('INBOX');
    await other.addFlags('3', '\\Flagged');
    await promisify(other.imap.addKeywords.bind(other.imap))('3', 'Later');
    assert.deepStrictEqual(subjects(await box.search([['MODSEQ', String(Number(inbox.highestmodseq) + 1)]], headers)), ['three']);
    assert.deepStrictEqual(subjects(await box.search([['KEYWORD', 'Later'], ['HEADER', 'SUBJECT', 'THREE']], headers)), ['three']);
    assert.deepStrictEqual(subjects(await box.search(['UNSEEN', ['SINCE', 'January 1, 2025']], headers)), ['one', 'three', 'four', 'five']);
    await box.delFlags('2', '\\Seen');

    // While this one idles the other delivers and deletes.
    const mail = once(box, 'mail');
    await other.append('Subject: while idle\r\n\r\nx', { mailbox: 'INBOX' });
    assert.deepStrictEqual(await mail, [1]);
    const expunged = once(box, 'expunge');
    await other.deleteMessage('1');
    assert.deepStrictEqual(await expunged, [1]);
    await box.moveMessage('5', 'Archive');
    assert.deepStrictEqual(subjects(await box.search(['ALL'], headers)), ['two', 'three', 'four', 'while idle']);
    other.end();
    await box.closeBox(false);
    box.end();
    console.log('done');
})().catch(e => {
    console.error(e);
    process.exit(1);
});
