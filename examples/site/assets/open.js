const hour = new Date().getHours();
document.body.append(hour >= 9 && hour < 18 ? 'We are open.' : 'We are closed.');
